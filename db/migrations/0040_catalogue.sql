set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- What can be bought and how it is measured: public, the same for everybody, kept by the operator. Codes, measure ids and families stay as
-- they are once given; what others refer to cannot be removed.
create table service_types (
  id           uuid primary key,
  code         text not null check (char_length(code) between 1 and 64),
  name         text not null check (char_length(name) between 1 and 128),
  name_en      text not null check (char_length(name_en) between 1 and 128),
  abbreviation text not null check (char_length(abbreviation) between 1 and 64),
  created_at   timestamptz not null default clock_timestamp(),
  updated_at   timestamptz not null default clock_timestamp(),
  constraint service_types_code_key unique (code)
);

create table resource_types (
  id              uuid primary key,
  service_type_id uuid not null,
  code            text not null check (char_length(code) between 1 and 64),
  name            text not null check (char_length(name) between 1 and 128),
  name_en         text not null check (char_length(name_en) between 1 and 128),
  description     text check (char_length(description) between 1 and 256),
  description_en  text check (char_length(description_en) between 1 and 256),
  created_at      timestamptz not null default clock_timestamp(),
  updated_at      timestamptz not null default clock_timestamp(),
  constraint resource_types_code_key unique (code),
  constraint resource_types_service_type_fkey foreign key (service_type_id) references service_types
);
create index resource_types_service_type_idx on resource_types (service_type_id, code);

-- The same measure is taken of several resource types, so a code is one's own within its resource type only.
create table usage_types (
  id               uuid primary key,
  resource_type_id uuid not null,
  code             text not null check (char_length(code) between 1 and 64),
  name             text not null check (char_length(name) between 1 and 128),
  name_en          text not null check (char_length(name_en) between 1 and 128),
  created_at       timestamptz not null default clock_timestamp(),
  updated_at       timestamptz not null default clock_timestamp(),
  constraint usage_types_code_key unique (resource_type_id, code),
  constraint usage_types_resource_type_fkey foreign key (resource_type_id) references resource_types
);
create index usage_types_code_idx on usage_types (code, id);

create table measure_units (
  id           uuid primary key,
  -- measure_id of the API.
  number       integer not null check (number between 1 and 999999),
  -- 1 amounts; 2 duration, 3 traffic, 4 quantity, 7 capacity.
  family       smallint not null check (family in (1, 2, 3, 4, 7)),
  name         text not null check (char_length(name) between 1 and 64),
  name_en      text not null check (char_length(name_en) between 1 and 64),
  abbreviation text not null check (char_length(abbreviation) between 1 and 32),
  created_at   timestamptz not null default clock_timestamp(),
  updated_at   timestamptz not null default clock_timestamp(),
  constraint measure_units_number_key unique (number),
  constraint measure_units_family_key unique (id, family)
);

-- One of a unit is so many of another one of its family. A pair has one conversion, whichever way round.
create table unit_conversions (
  id          uuid primary key,
  unit_id     uuid not null,
  ref_unit_id uuid not null,
  family      smallint not null,
  ratio       bigint not null check (ratio between 1 and 9007199254740991),
  created_at  timestamptz not null default clock_timestamp(),
  updated_at  timestamptz not null default clock_timestamp(),
  check (unit_id <> ref_unit_id),
  constraint unit_conversions_unit_fkey foreign key (unit_id, family) references measure_units (id, family),
  constraint unit_conversions_ref_unit_fkey foreign key (ref_unit_id, family) references measure_units (id, family)
);
create unique index unit_conversions_pair_key on unit_conversions (least(unit_id, ref_unit_id), greatest(unit_id, ref_unit_id));
create index unit_conversions_ref_unit_idx on unit_conversions (ref_unit_id);

grant select, insert, delete on service_types, resource_types, usage_types, measure_units, unit_conversions to partner_center_app;
grant update (name, name_en, abbreviation, updated_at) on service_types, measure_units to partner_center_app;
grant update (name, name_en, description, description_en, updated_at) on resource_types to partner_center_app;
grant update (name, name_en, updated_at) on usage_types to partner_center_app;
grant update (ratio, updated_at) on unit_conversions to partner_center_app;

insert into service_types (id, code, name, name_en, abbreviation)
select gen_random_uuid(), code, name, name_en, abbreviation from (values
  ('hws.service.type.ec2', '弹性云服务器', 'Elastic Cloud Server', 'ECS'),
  ('hws.service.type.bms', '裸金属服务器', 'Bare Metal Server', 'BMS'),
  ('hws.service.type.ebs', '云硬盘', 'Elastic Volume Service', 'EVS'),
  ('hws.service.type.obs', '对象存储服务', 'Object Storage Service', 'OBS'),
  ('hws.service.type.sfs', '弹性文件服务', 'Scalable File Service', 'SFS'),
  ('hws.service.type.cbr', '云备份', 'Cloud Backup and Recovery', 'CBR'),
  ('hws.service.type.vpc', '虚拟私有云', 'Virtual Private Cloud', 'VPC'),
  ('hws.service.type.elb', '弹性负载均衡', 'Elastic Load Balance', 'ELB'),
  ('hws.service.type.natgateway', 'NAT网关', 'NAT Gateway', 'NAT'),
  ('hws.service.type.cdn', '内容分发网络', 'Content Delivery Network', 'CDN'),
  ('hws.service.type.rds', '云数据库', 'Relational Database Service', 'RDS'),
  ('hws.service.type.dcs', '分布式缓存服务', 'Distributed Cache Service', 'DCS'),
  ('hws.service.type.cce', '云容器引擎', 'Cloud Container Engine', 'CCE'),
  ('hws.service.type.waf', 'Web应用防火墙', 'Web Application Firewall', 'WAF')
) as seed (code, name, name_en, abbreviation);

insert into resource_types (id, service_type_id, code, name, name_en, description, description_en)
select gen_random_uuid(), s.id, seed.code, seed.name, seed.name_en, seed.description, seed.description_en from (values
  ('hws.service.type.ec2', 'hws.resource.type.vm', '云主机', 'Cloud server', '云服务器的计算资源', 'The computing resources of a cloud server'),
  ('hws.service.type.bms', 'hws.resource.type.pm', '裸金属服务器', 'Bare metal server', '独占的物理服务器', 'A physical server of one''s own'),
  ('hws.service.type.ebs', 'hws.resource.type.volume', '云硬盘', 'Disk', '云服务器的块存储', 'Block storage of a cloud server'),
  ('hws.service.type.obs', 'hws.resource.type.obs', '对象存储', 'Object storage', '桶中的存储、请求和流量', 'Storage, requests and traffic of buckets'),
  ('hws.service.type.sfs', 'hws.resource.type.sfs', '文件系统', 'File system', null, null),
  ('hws.service.type.cbr', 'hws.resource.type.cbr.vault', '存储库', 'Vault', '备份所在的存储库', 'A vault that holds backups'),
  ('hws.service.type.vpc', 'hws.resource.type.ip', '弹性公网IP', 'Elastic IP', null, null),
  ('hws.service.type.vpc', 'hws.resource.type.bandwidth', '带宽', 'Bandwidth', '公网带宽和流量', 'Bandwidth and traffic of the internet'),
  ('hws.service.type.elb', 'hws.resource.type.elb', '负载均衡器', 'Load balancer', null, null),
  ('hws.service.type.natgateway', 'hws.resource.type.natgateway', 'NAT网关', 'NAT gateway', null, null),
  ('hws.service.type.cdn', 'hws.resource.type.cdn', '加速域名', 'Accelerated domain', null, null),
  ('hws.service.type.rds', 'hws.resource.type.rds.vm', '数据库实例', 'Database instance', null, null),
  ('hws.service.type.rds', 'hws.resource.type.rds.volume', '数据库存储', 'Database storage', null, null),
  ('hws.service.type.dcs', 'hws.resource.type.dcs', '缓存实例', 'Cache instance', null, null),
  ('hws.service.type.cce', 'hws.resource.type.cce.cluster', '集群', 'Cluster', null, null),
  ('hws.service.type.waf', 'hws.resource.type.waf', '防护实例', 'Protection instance', null, null)
) as seed (service, code, name, name_en, description, description_en) join service_types s on s.code = seed.service;

insert into usage_types (id, resource_type_id, code, name, name_en)
select gen_random_uuid(), r.id, seed.code, seed.name, seed.name_en from (values
  ('hws.resource.type.vm', 'Duration', '时长', 'Duration'),
  ('hws.resource.type.pm', 'Duration', '时长', 'Duration'),
  ('hws.resource.type.volume', 'Duration', '时长', 'Duration'),
  ('hws.resource.type.obs', 'StandardStorage', '标准存储容量', 'Standard storage'),
  ('hws.resource.type.obs', 'ArchiveStorage', '归档存储容量', 'Archive storage'),
  ('hws.resource.type.obs', 'ReadRequests', '读请求次数', 'Read requests'),
  ('hws.resource.type.obs', 'WriteRequests', '写请求次数', 'Write requests'),
  ('hws.resource.type.obs', 'OutboundTraffic', '公网流出流量', 'Outbound internet traffic'),
  ('hws.resource.type.sfs', 'Duration', '时长', 'Duration'),
  ('hws.resource.type.cbr.vault', 'Duration', '时长', 'Duration'),
  ('hws.resource.type.ip', 'Duration', '时长', 'Duration'),
  ('hws.resource.type.bandwidth', 'Duration', '时长', 'Duration'),
  ('hws.resource.type.bandwidth', 'UpFlow', '上行流量', 'Outbound traffic'),
  ('hws.resource.type.elb', 'Duration', '时长', 'Duration'),
  ('hws.resource.type.natgateway', 'Duration', '时长', 'Duration'),
  ('hws.resource.type.cdn', 'Flow', '流量', 'Traffic'),
  ('hws.resource.type.cdn', 'HttpsRequests', 'HTTPS请求次数', 'HTTPS requests'),
  ('hws.resource.type.rds.vm', 'Duration', '时长', 'Duration'),
  ('hws.resource.type.rds.volume', 'Duration', '时长', 'Duration'),
  ('hws.resource.type.dcs', 'Duration', '时长', 'Duration'),
  ('hws.resource.type.cce.cluster', 'Duration', '时长', 'Duration'),
  ('hws.resource.type.waf', 'Duration', '时长', 'Duration')
) as seed (resource, code, name, name_en) join resource_types r on r.code = seed.resource;

insert into measure_units (id, number, family, name, name_en, abbreviation)
select gen_random_uuid(), number, family, name, name_en, abbreviation from (values
  (1, 1, '元', 'Yuan', 'CNY'),
  (2, 1, '角', 'Jiao', 'Jiao'),
  (3, 1, '分', 'Fen', 'Fen'),
  (4, 2, '小时', 'Hour', 'h'),
  (5, 2, '分钟', 'Minute', 'min'),
  (6, 2, '秒', 'Second', 's'),
  (7, 2, '天', 'Day', 'd'),
  (9, 3, 'TB', 'Terabyte', 'TB'),
  (10, 3, 'GB', 'Gigabyte', 'GB'),
  (11, 3, 'MB', 'Megabyte', 'MB'),
  (12, 3, 'KB', 'Kilobyte', 'KB'),
  (13, 3, 'Byte', 'Byte', 'B'),
  (14, 4, '个(次)', 'Piece', 'pcs'),
  (15, 4, '千次', 'Thousand', 'k'),
  (16, 4, '万次', 'Ten thousand', '10k'),
  (17, 7, 'GB', 'Gigabyte', 'GB'),
  (18, 7, 'MB', 'Megabyte', 'MB'),
  (19, 7, 'TB', 'Terabyte', 'TB'),
  (20, 7, 'KB', 'Kilobyte', 'KB')
) as seed (number, family, name, name_en, abbreviation);

insert into unit_conversions (id, unit_id, ref_unit_id, family, ratio)
select gen_random_uuid(), u.id, r.id, u.family, seed.ratio from (values
  (1, 2, 10), (1, 3, 100), (2, 3, 10),
  (4, 5, 60), (4, 6, 3600), (5, 6, 60), (7, 4, 24),
  (9, 10, 1024), (10, 11, 1024), (11, 12, 1024), (12, 13, 1024),
  (15, 14, 1000), (16, 14, 10000),
  (19, 17, 1024), (17, 18, 1024), (18, 20, 1024)
) as seed (number, ref, ratio) join measure_units u on u.number = seed.number join measure_units r on r.number = seed.ref;
