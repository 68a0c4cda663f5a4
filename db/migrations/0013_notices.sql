set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- What happened before there were notices is nobody's news.
update outbox_events set delivered_at = clock_timestamp() where delivered_at is null;
