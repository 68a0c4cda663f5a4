set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- The list of customers by name, in the order each language reads it, and by what few customers have.
create index organizations_name_idx on organizations ((name collate "zh-x-icu"), id) where kind = 'customer';
create index organizations_name_en_idx on organizations ((coalesce(name_en, name) collate "en-x-icu"), id) where kind = 'customer';
create index customers_level_idx on customers (customer_level, id);
create index customers_new_tag_idx on customers (new_tag, id) where new_tag is not null;
