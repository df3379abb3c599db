-- schema: + schema more: owner milepost
create schema more;
-- down
drop schema more;

-- schema: owner `milepost` -> `writer`
alter schema app owner to writer;
-- down
alter schema app owner to milepost;

-- extension: + extension hstore
create extension hstore;
-- down
drop extension hstore;

-- extension: schema `public` -> `app`
alter extension citext set schema app;
-- down
alter extension citext set schema public;

-- extension: version `1.6` -> `1.4`
-- unseen: `pg_dump` writes no version
drop extension citext; create extension citext schema public version '1.4';
-- down
alter extension citext update;

-- role: + role third
-- unseen: roles and their settings belong to the server: `pg_dumpall --globals-only` has them
create role third;
-- down
drop role third;

-- role: attributes `login` -> `createdb, login`
-- unseen: roles and their settings belong to the server: `pg_dumpall --globals-only` has them
alter role reader createdb;
-- down
alter role reader nocreatedb;

-- role: connection limit none -> `3`
-- unseen: roles and their settings belong to the server: `pg_dumpall --globals-only` has them
alter role reader connection limit 3;
-- down
alter role reader connection limit -1;

-- role: member of `reader` -> none
-- unseen: roles and their settings belong to the server: `pg_dumpall --globals-only` has them
revoke reader from writer;
-- down
grant reader to writer;

-- setting: + setting database work_mem: value 8MB
do $$ begin execute format('alter database %I set work_mem = ''8MB''', current_database()); end $$;
-- down
do $$ begin execute format('alter database %I reset work_mem', current_database()); end $$;

-- setting: ~ setting database owner: value `milepost` -> `writer`
do $$ begin execute format('alter database %I owner to writer', current_database()); end $$;
-- down
do $$ begin execute format('alter database %I owner to milepost', current_database()); end $$;

-- setting: + setting role reader in every database work_mem
-- unseen: roles and their settings belong to the server: `pg_dumpall --globals-only` has them
alter role reader set work_mem = '8MB';
-- down
alter role reader reset work_mem;

-- enum: labels `'sad', 'ok', 'happy'` -> `'sad', 'ok', 'fine', 'happy'`
alter type app.mood add value 'fine' after 'ok';
-- down

-- enum: labels
alter type app.mood rename value 'sad' to 'blue';
-- down
alter type app.mood rename value 'blue' to 'sad';

-- enum: owner
alter type app.mood owner to writer;
-- down
alter type app.mood owner to milepost;

-- domain: default `1` -> `2`
alter domain app.positive set default 2;
-- down
alter domain app.positive set default 1;

-- domain: nullable `no` -> `yes`
alter domain app.positive drop not null;
-- down
alter domain app.positive set not null;

-- domain: checks `above CHECK ((VALUE > 0))`
alter domain app.positive drop constraint above; alter domain app.positive add constraint above check (value > 1);
-- down
alter domain app.positive drop constraint above; alter domain app.positive add constraint above check (value > 0);

-- domain: collation `"C"` -> `"POSIX"`, type `text` -> `character varying(10)`
drop domain app.code; create domain app.code as varchar(10) collate "POSIX";
-- down
drop domain app.code; create domain app.code as text collate "C";

-- domain: owner
alter domain app.code owner to writer;
-- down
alter domain app.code owner to milepost;

-- composite-type: attributes `x integer, y integer` -> `x integer, y integer, z integer`
alter type app.point add attribute z integer;
-- down
alter type app.point drop attribute z;

-- composite-type: owner
alter type app.point owner to writer;
-- down
alter type app.point owner to milepost;

-- range-type: difference `float8mi` -> none, multirange `app.span_multirange` -> `app.spans`, type `double precision` -> `bigint`
drop type app.span; create type app.span as range (subtype = int8, multirange_type_name = app.spans);
-- down
drop type app.span; create type app.span as range (subtype = float8, subtype_diff = float8mi);

-- range-type: owner
alter type app.span owner to writer;
-- down
alter type app.span owner to milepost;

-- collation: deterministic `yes` -> `no`
drop collation app.digits; create collation app.digits (provider = icu, locale = 'en-u-kn-true', deterministic = false);
-- down
drop collation app.digits; create collation app.digits (provider = icu, locale = 'en-u-kn-true', deterministic = true);

-- collation: provider `icu` -> `libc`
drop collation app.digits; create collation app.digits (provider = libc, locale = 'C');
-- down
drop collation app.digits; create collation app.digits (provider = icu, locale = 'en-u-kn-true', deterministic = true);

-- collation: owner
alter collation app.digits owner to writer;
-- down
alter collation app.digits owner to milepost;

-- sequence: increment `2` -> `4`
alter sequence app.numbers increment 4;
-- down
alter sequence app.numbers increment 2;

-- sequence: minimum
alter sequence app.numbers minvalue 2;
-- down
alter sequence app.numbers minvalue 1;

-- sequence: maximum
alter sequence app.numbers maxvalue 2000;
-- down
alter sequence app.numbers maxvalue 1000;

-- sequence: start
alter sequence app.numbers start 7;
-- down
alter sequence app.numbers start 5;

-- sequence: cache `3` -> none
alter sequence app.numbers cache 1;
-- down
alter sequence app.numbers cache 3;

-- sequence: cycle `yes` -> none
alter sequence app.numbers no cycle;
-- down
alter sequence app.numbers cycle;

-- sequence: type `integer` -> `bigint`
alter sequence app.numbers as bigint;
-- down
alter sequence app.numbers as integer;

-- sequence: owner
alter sequence app.numbers owner to writer;
-- down
alter sequence app.numbers owner to milepost;

-- sequence: unlogged none -> `yes`
alter sequence app.numbers set unlogged;
-- down
alter sequence app.numbers set logged;

-- sequence: owned by `app.orders.id` -> none
alter sequence app.orders_id_seq owned by none;
-- down
alter sequence app.orders_id_seq owned by app.orders.id;

-- table: + table app.more: owner milepost
create table app.more ();
-- down
drop table app.more;

-- table: owner
alter table app.people owner to writer;
-- down
alter table app.people owner to milepost;

-- table: row security `enabled` -> none
alter table app.people disable row level security;
-- down
alter table app.people enable row level security;

-- table: row security `enabled` -> `forced`
alter table app.people force row level security;
-- down
alter table app.people no force row level security;

-- table: replica identity none -> `full`
alter table app.people replica identity full;
-- down
alter table app.people replica identity default;

-- table: options none -> `fillfactor=70`
alter table app.people set (fillfactor = 70);
-- down
alter table app.people reset (fillfactor);

-- table: unlogged none -> `yes`
alter table app.events_2025 set unlogged;
-- down
alter table app.events_2025 set logged;

-- table: parents `app.events` -> none
alter table app.events detach partition app.events_2025;
-- down
alter table app.events attach partition app.events_2025 for values from ('2025-01-01') to ('2026-01-01');

-- table: partition bound
alter table app.events detach partition app.events_2025; alter table app.events attach partition app.events_2025 for values from ('2025-01-01') to ('2027-01-01');
-- down
alter table app.events detach partition app.events_2025; alter table app.events attach partition app.events_2025 for values from ('2025-01-01') to ('2026-01-01');

-- table: partition key `RANGE (at)` -> none, type `partitioned` -> none
drop table app.events; create table app.events (at date not null, what text);
-- down
drop table app.events; create table app.events (at date not null, what text) partition by range (at); create table app.events_2025 partition of app.events for values from ('2025-01-01') to ('2026-01-01'); create index events_at on app.events (at); create rule quiet as on delete to app.events_2025 do instead nothing;

-- table: server `far` -> `near`
drop foreign table app.distant; create server near foreign data wrapper nowhere; create foreign table app.distant (a integer options (column_name 'x')) server near options (table_name 'y');
-- down
drop foreign table app.distant; drop server near; create foreign table app.distant (a integer options (column_name 'x')) server far options (table_name 'y');

-- table: foreign options `table_name=y` -> `table_name=z`
alter foreign table app.distant options (set table_name 'z');
-- down
alter foreign table app.distant options (set table_name 'y');

-- column: + column app.people.phone: nullable yes, type character varying(20)
alter table app.people add column phone varchar(20);
-- down
alter table app.people drop column phone;

-- column: type `character varying(80)` -> `character varying(90)`
alter table app.people alter email type varchar(90);
-- down
alter table app.people alter email type varchar(80);

-- column: default `'nobody'::text` -> `'somebody'::text`
alter table app.people alter name set default 'somebody';
-- down
alter table app.people alter name set default 'nobody';

-- column: default `'nobody'::text` -> none
alter table app.people alter name drop default;
-- down
alter table app.people alter name set default 'nobody';

-- column: identity `always` -> `by default`
alter table app.people alter id set generated by default;
-- down
alter table app.people alter id set generated always;

-- column: collation none -> `"C"`
alter table app.people alter note type text collate "C";
-- down
alter table app.people alter note type text collate "default";

-- column: storage none -> `e`
alter table app.people alter note set storage external;
-- down
alter table app.people alter note set storage extended;

-- column: compression none -> `p`
alter table app.people alter note set compression pglz;
-- down
alter table app.people alter note set compression default;

-- column: statistics target none -> `10`
alter table app.people alter name set statistics 10;
-- down
alter table app.people alter name set statistics -1;

-- column: options none -> `n_distinct=5`
alter table app.people alter name set (n_distinct = 5);
-- down
alter table app.people alter name reset (n_distinct);

-- column: generated `upper(name)` -> `lower(name)`
alter table app.people drop column upper_name, add column upper_name text generated always as (lower(name)) stored;
-- down
alter table app.people drop column upper_name, add column upper_name text generated always as (upper(name)) stored;

-- column: nullable `no` -> `yes`
alter table app.orders alter person_id drop not null;
-- down
alter table app.orders alter person_id set not null;

-- column: foreign options `column_name=x` -> `column_name=z`
alter foreign table app.distant alter a options (set column_name 'z');
-- down
alter foreign table app.distant alter a options (set column_name 'x');

-- column: inherited `only` -> none
alter table app.events detach partition app.events_2025;
-- down
alter table app.events attach partition app.events_2025 for values from ('2025-01-01') to ('2026-01-01');

-- column-order: ~ column order app.people (layout only)
alter table app.people drop column note; alter table app.people add column note text; grant update (note) on app.people to reader;
-- down
alter table app.people drop column note; alter table app.people add column note text; grant update (note) on app.people to reader;

-- column-slots: dropped `1` -> `2`
-- unseen: `pg_dump` does not write dropped columns
alter table app.orders add column more integer; alter table app.orders drop column more;
-- down
select 1;

-- key: definition `UNIQUE (email)` -> `UNIQUE (email, name)`
alter table app.people drop constraint email_once, add constraint email_once unique (email, name);
-- down
alter table app.people drop constraint email_once, add constraint email_once unique (email);

-- key: DEFERRABLE
alter table app.people drop constraint email_once, add constraint email_once unique (email) deferrable;
-- down
alter table app.people drop constraint email_once, add constraint email_once unique (email);

-- key: NULLS NOT DISTINCT
alter table app.people drop constraint email_once, add constraint email_once unique nulls not distinct (email);
-- down
alter table app.people drop constraint email_once, add constraint email_once unique (email);

-- key: clustered none -> `yes`
alter table app.orders cluster on orders_pkey;
-- down
alter table app.orders set without cluster;

-- key: replica identity none -> `yes`
alter table app.orders replica identity using index orders_pkey;
-- down
alter table app.orders replica identity default;

-- check: definition
alter table app.people drop constraint named, add constraint named check (length(name) > 1);
-- down
alter table app.people drop constraint named, add constraint named check (length(name) > 0);

-- check: validated none -> `no`
alter table app.people drop constraint named, add constraint named check (length(name) > 0) not valid;
-- down
alter table app.people drop constraint named, add constraint named check (length(name) > 0);

-- check: NO INHERIT
alter table app.people drop constraint named, add constraint named check (length(name) > 0) no inherit;
-- down
alter table app.people drop constraint named, add constraint named check (length(name) > 0);

-- foreign-key: ON DELETE RESTRICT
alter table app.orders drop constraint orders_person_id_fkey, add constraint orders_person_id_fkey foreign key (person_id) references app.people(id) on delete restrict;
-- down
alter table app.orders drop constraint orders_person_id_fkey, add constraint orders_person_id_fkey foreign key (person_id) references app.people(id) on delete cascade;

-- foreign-key: ON UPDATE CASCADE
alter table app.orders drop constraint orders_person_id_fkey, add constraint orders_person_id_fkey foreign key (person_id) references app.people(id) on delete cascade on update cascade;
-- down
alter table app.orders drop constraint orders_person_id_fkey, add constraint orders_person_id_fkey foreign key (person_id) references app.people(id) on delete cascade;

-- foreign-key: INITIALLY DEFERRED
alter table app.orders drop constraint orders_person_id_fkey, add constraint orders_person_id_fkey foreign key (person_id) references app.people(id) on delete cascade deferrable initially deferred;
-- down
alter table app.orders drop constraint orders_person_id_fkey, add constraint orders_person_id_fkey foreign key (person_id) references app.people(id) on delete cascade;

-- foreign-key: validated none -> `no`
alter table app.orders drop constraint orders_person_id_fkey, add constraint orders_person_id_fkey foreign key (person_id) references app.people(id) on delete cascade not valid;
-- down
alter table app.orders drop constraint orders_person_id_fkey, add constraint orders_person_id_fkey foreign key (person_id) references app.people(id) on delete cascade;

-- exclusion: WITH =
alter table app.orders drop constraint orders_during_excl, add constraint orders_during_excl exclude using gist (during with =);
-- down
alter table app.orders drop constraint orders_during_excl, add constraint orders_during_excl exclude using gist (during with &&);

-- exclusion: fillfactor
alter table app.orders drop constraint orders_during_excl, add constraint orders_during_excl exclude using gist (during with &&) with (fillfactor = 80);
-- down
alter table app.orders drop constraint orders_during_excl, add constraint orders_during_excl exclude using gist (during with &&);

-- index: definition
drop index app.people_by_name; create index people_by_name on app.people using btree (lower(name)) where age > 2;
-- down
drop index app.people_by_name; create index people_by_name on app.people using btree (lower(name)) where age > 1;

-- index: CREATE UNIQUE INDEX
drop index app.people_by_name; create unique index people_by_name on app.people using btree (lower(name)) where age > 1;
-- down
drop index app.people_by_name; create index people_by_name on app.people using btree (lower(name)) where age > 1;

-- index: DESC
drop index app.people_by_name; create index people_by_name on app.people using btree (lower(name) desc) where age > 1;
-- down
drop index app.people_by_name; create index people_by_name on app.people using btree (lower(name)) where age > 1;

-- index: USING hash
drop index app.people_by_name; create index people_by_name on app.people using hash (lower(name)) where age > 1;
-- down
drop index app.people_by_name; create index people_by_name on app.people using btree (lower(name)) where age > 1;

-- index: INCLUDE
drop index app.people_by_name; create index people_by_name on app.people using btree (lower(name)) include (email) where age > 1;
-- down
drop index app.people_by_name; create index people_by_name on app.people using btree (lower(name)) where age > 1;

-- index: fillfactor
drop index app.people_by_name; create index people_by_name on app.people using btree (lower(name)) with (fillfactor = 60) where age > 1;
-- down
drop index app.people_by_name; create index people_by_name on app.people using btree (lower(name)) where age > 1;

-- index: - index app.people.people_by_name
drop index app.people_by_name;
-- down
create index people_by_name on app.people using btree (lower(name)) where age > 1;

-- index: valid none -> `no`
update pg_catalog.pg_index set indisvalid = false where indexrelid = 'app.people_by_name'::regclass;
-- down
update pg_catalog.pg_index set indisvalid = true where indexrelid = 'app.people_by_name'::regclass;

-- index: part of `app.events_at` -> none
alter table app.events detach partition app.events_2025;
-- down
alter table app.events attach partition app.events_2025 for values from ('2025-01-01') to ('2026-01-01');

-- index: statistics target none -> `1: 50`
alter index app.people_by_name alter column 1 set statistics 50;
-- down
alter index app.people_by_name alter column 1 set statistics -1;

-- statistics: definition
drop statistics app.people_stats; create statistics app.people_stats (ndistinct) on name, email from app.people;
-- down
drop statistics app.people_stats; create statistics app.people_stats (dependencies) on name, email from app.people;

-- statistics: target none -> `50`
alter statistics app.people_stats set statistics 50;
-- down
alter statistics app.people_stats set statistics -1;

-- statistics: owner
alter statistics app.people_stats owner to writer;
-- down
alter statistics app.people_stats owner to milepost;

-- view: ~ view app.happy:
create or replace view app.happy as select id, name from app.people where mood = 'sad';
-- down
create or replace view app.happy as select id, name from app.people where mood = 'happy';

-- view: - view app.happy
drop view app.happy;
-- down
create view app.happy as select id, name from app.people where mood = 'happy';

-- view: owner
alter view app.happy owner to writer;
-- down
alter view app.happy owner to milepost;

-- view: options none -> `security_barrier=true`
alter view app.happy set (security_barrier);
-- down
alter view app.happy reset (security_barrier);

-- materialized-view: populated `yes` -> `no`
-- unseen: `pg_dump --schema-only` writes every one as not populated
refresh materialized view app.counted with no data;
-- down
refresh materialized view app.counted;

-- materialized-view: ~ materialized view app.counted:
drop materialized view app.counted; create materialized view app.counted as select mood, max(id)::bigint as people from app.people group by mood;
-- down
drop materialized view app.counted; create materialized view app.counted as select mood, count(*) as people from app.people group by mood;

-- materialized-view: owner
alter materialized view app.counted owner to writer;
-- down
alter materialized view app.counted owner to milepost;

-- function: ~ function app.double(integer):
create or replace function app.double(value integer) returns integer language sql immutable as 'select value * 3';
-- down
create or replace function app.double(value integer) returns integer language sql immutable as 'select value * 2';

-- function: ~ function app.double(integer):
create or replace function app.double(value integer) returns integer language sql stable as 'select value * 2';
-- down
create or replace function app.double(value integer) returns integer language sql immutable as 'select value * 2';

-- function: ~ function app.double(integer):
create or replace function app.double(value integer) returns integer language sql immutable strict as 'select value * 2';
-- down
create or replace function app.double(value integer) returns integer language sql immutable as 'select value * 2';

-- function: ~ function app.double(integer):
create or replace function app.double(value integer) returns integer language sql immutable security definer as 'select value * 2';
-- down
create or replace function app.double(value integer) returns integer language sql immutable as 'select value * 2';

-- function: ~ function app.double(integer):
create or replace function app.double(value integer) returns integer language sql immutable set work_mem = '8MB' as 'select value * 2';
-- down
create or replace function app.double(value integer) returns integer language sql immutable as 'select value * 2';

-- function: ~ function app.double(integer):
create or replace function app.double(value integer) returns integer language sql immutable cost 5 parallel safe as 'select value * 2';
-- down
create or replace function app.double(value integer) returns integer language sql immutable as 'select value * 2';

-- function: owner
alter function app.double(integer) owner to writer;
-- down
alter function app.double(integer) owner to milepost;

-- function: - function app.nothing()
drop procedure app.nothing();
-- down
create procedure app.nothing() language sql as 'select 1';

-- aggregate: start `` -> `x`
drop aggregate app.together(text); create aggregate app.together(text) (sfunc = app.joined, stype = text, initcond = 'x', parallel = safe);
-- down
drop aggregate app.together(text); create aggregate app.together(text) (sfunc = app.joined, stype = text, initcond = '', parallel = safe);

-- aggregate: parallel `s` -> `r`
drop aggregate app.together(text); create aggregate app.together(text) (sfunc = app.joined, stype = text, initcond = '', parallel = restricted);
-- down
drop aggregate app.together(text); create aggregate app.together(text) (sfunc = app.joined, stype = text, initcond = '', parallel = safe);

-- aggregate: state `text` -> `integer`, step `app.joined` -> `app.step`
drop aggregate app.together(text); create function app.step(integer, text) returns integer language sql as 'select 1'; create aggregate app.together(text) (sfunc = app.step, stype = integer, initcond = '0', parallel = safe);
-- down
drop aggregate app.together(text); drop function app.step(integer, text); create aggregate app.together(text) (sfunc = app.joined, stype = text, initcond = '', parallel = safe);

-- aggregate: owner
alter aggregate app.together(text) owner to writer;
-- down
alter aggregate app.together(text) owner to milepost;

-- trigger: ~ trigger app.people.touch: definition
drop trigger touch on app.people; create trigger touch after update on app.people for each row execute function app.touch();
-- down
drop trigger touch on app.people; create trigger touch before update on app.people for each row execute function app.touch();

-- trigger: ~ trigger app.people.touch: definition
drop trigger touch on app.people; create trigger touch before update of name on app.people for each row execute function app.touch();
-- down
drop trigger touch on app.people; create trigger touch before update on app.people for each row execute function app.touch();

-- trigger: ~ trigger app.people.touch: definition
drop trigger touch on app.people; create trigger touch before update on app.people for each row when (new.age > 2) execute function app.touch();
-- down
drop trigger touch on app.people; create trigger touch before update on app.people for each row execute function app.touch();

-- trigger: fires none -> `never`
alter table app.people disable trigger touch;
-- down
alter table app.people enable trigger touch;

-- trigger: - trigger app.people.touch
drop trigger touch on app.people;
-- down
create trigger touch before update on app.people for each row execute function app.touch();

-- event-trigger: fires `never` -> `always`
alter event trigger noted enable always;
-- down
alter event trigger noted disable;

-- event-trigger: tags
drop event trigger noted; create event trigger noted on ddl_command_end when tag in ('DROP TABLE') execute function app.noted(); alter event trigger noted disable;
-- down
drop event trigger noted; create event trigger noted on ddl_command_end when tag in ('CREATE TABLE') execute function app.noted(); alter event trigger noted disable;

-- event-trigger: event `ddl_command_end`
drop event trigger noted; create event trigger noted on ddl_command_start when tag in ('CREATE TABLE') execute function app.noted(); alter event trigger noted disable;
-- down
drop event trigger noted; create event trigger noted on ddl_command_end when tag in ('CREATE TABLE') execute function app.noted(); alter event trigger noted disable;

-- event-trigger: function `app.noted` -> `app.other`
create function app.other() returns event_trigger language plpgsql as 'begin end'; drop event trigger noted; create event trigger noted on ddl_command_end when tag in ('CREATE TABLE') execute function app.other(); alter event trigger noted disable;
-- down
drop event trigger noted; drop function app.other(); create event trigger noted on ddl_command_end when tag in ('CREATE TABLE') execute function app.noted(); alter event trigger noted disable;

-- event-trigger: owner
create role chief superuser; alter event trigger noted owner to chief;
-- down
alter event trigger noted owner to milepost; drop role chief;

-- rule: ~ rule app.events_2025.quiet
create or replace rule quiet as on delete to app.events_2025 do also nothing;
-- down
create or replace rule quiet as on delete to app.events_2025 do instead nothing;

-- rule: fires none -> `never`
alter table app.events_2025 disable rule quiet;
-- down
alter table app.events_2025 enable rule quiet;

-- policy: roles `reader` -> `writer`
alter policy own on app.people to writer;
-- down
alter policy own on app.people to reader;

-- policy: using
alter policy own on app.people using (true);
-- down
alter policy own on app.people using (name = current_user);

-- policy: check
alter policy own on app.people with check (age > 2);
-- down
alter policy own on app.people with check (age > 1);

-- policy: command `update` -> `all`
drop policy own on app.people; create policy own on app.people for all to reader using (name = current_user) with check (age > 1);
-- down
drop policy own on app.people; create policy own on app.people for update to reader using (name = current_user) with check (age > 1);

-- policy: permissive `yes` -> `no`
drop policy own on app.people; create policy own on app.people as restrictive for update to reader using (name = current_user) with check (age > 1);
-- down
drop policy own on app.people; create policy own on app.people for update to reader using (name = current_user) with check (age > 1);

-- operator: commutator
drop operator app.<+> (app.point, app.point); create operator app.<+> (leftarg = app.point, rightarg = app.point, function = app.near);
-- down
drop operator app.<+> (app.point, app.point); create operator app.<+> (leftarg = app.point, rightarg = app.point, function = app.near, commutator = operator(app.<+>));

-- operator: function `app.near` -> `app.far`
create function app.far(app.point, app.point) returns boolean language sql as 'select true'; drop operator app.<+> (app.point, app.point); create operator app.<+> (leftarg = app.point, rightarg = app.point, function = app.far, commutator = operator(app.<+>));
-- down
drop operator app.<+> (app.point, app.point); drop function app.far(app.point, app.point); create operator app.<+> (leftarg = app.point, rightarg = app.point, function = app.near, commutator = operator(app.<+>));

-- operator: owner
alter operator app.<+> (app.point, app.point) owner to writer;
-- down
alter operator app.<+> (app.point, app.point) owner to milepost;

-- operator: members
alter operator family app.points using btree add function 1 (integer, integer) btint4cmp(integer, integer);
-- down
alter operator family app.points using btree drop function 1 (integer, integer);

-- cast: context `assignment` -> `implicit`
drop cast (integer as app.point); create cast (integer as app.point) with function app.to_point(integer) as implicit;
-- down
drop cast (integer as app.point); create cast (integer as app.point) with function app.to_point(integer) as assignment;

-- cast: method
drop cast (integer as app.point); create cast (integer as app.point) with inout as assignment;
-- down
drop cast (integer as app.point); create cast (integer as app.point) with function app.to_point(integer) as assignment;

-- text-search: definition
alter text search configuration app.plain alter mapping for asciiword with simple;
-- down
alter text search configuration app.plain alter mapping for asciiword with english_stem;

-- text-search: source `simple` -> `snowball`
drop text search dictionary app.words; create text search dictionary app.words (template = snowball, language = english);
-- down
drop text search dictionary app.words; create text search dictionary app.words (template = simple, stopwords = english);

-- text-search: owner
alter text search dictionary app.words owner to writer;
-- down
alter text search dictionary app.words owner to milepost;

-- foreign-server: options `host` -> `host, port`
alter server far options (add port '1');
-- down
alter server far options (drop port);

-- foreign-server: source
alter server far version '2';
-- down
alter server far version '1';

-- foreign-server: owner
grant usage on foreign data wrapper nowhere to writer; alter server far owner to writer;
-- down
alter server far owner to milepost; revoke usage on foreign data wrapper nowhere from writer;

-- foreign-server: - foreign server user mapping of far for reader
drop user mapping for reader server far;
-- down
create user mapping for reader server far options (password 'secret');

-- publication: publishes
alter publication changes set (publish = 'insert');
-- down
alter publication changes set (publish = 'insert, update');

-- publication: tables
alter publication changes add table app.people (id, name) where (id > 1);
-- down
alter publication changes drop table app.people;

-- publication: owner
create role chief superuser; alter publication changes owner to chief;
-- down
alter publication changes owner to milepost; drop role chief;

-- subscription: publications `other` -> `more`
alter subscription elsewhere set publication more with (refresh = false);
-- down
alter subscription elsewhere set publication other with (refresh = false);

-- subscription: synchronous commit
alter subscription elsewhere set (synchronous_commit = 'local');
-- down
alter subscription elsewhere set (synchronous_commit = 'off');

-- subscription: owner
create role chief superuser; alter subscription elsewhere owner to chief;
-- down
alter subscription elsewhere owner to milepost; drop role chief;

-- grant: privileges `INSERT, SELECT` -> `DELETE, INSERT, SELECT`
grant delete on app.people to reader;
-- down
revoke delete on app.people from reader;

-- grant: privileges `INSERT, SELECT` -> `INSERT`
revoke select on app.people from reader;
-- down
grant select on app.people to reader;

-- grant: SELECT with grant option
grant select on app.people to reader with grant option;
-- down
revoke grant option for select on app.people from reader;

-- grant: - grant column app.people.note to reader
revoke update (note) on app.people from reader;
-- down
grant update (note) on app.people to reader;

-- grant: + grant table app.happy to public
grant select on app.happy to public;
-- down
revoke select on app.happy from public;

-- grant: + grant table app.orders to milepost
revoke insert on app.orders from milepost;
-- down
grant insert on app.orders to milepost;

-- grant: - grant function app.double(integer) to public
grant execute on function app.double(integer) to public;
-- down
revoke execute on function app.double(integer) from public;

-- grant: + grant sequence app.numbers to reader
grant usage on sequence app.numbers to reader;
-- down
revoke usage on sequence app.numbers from reader;

-- grant: + grant type app.mood to public: privileges none
revoke usage on type app.mood from public;
-- down
grant usage on type app.mood to public;

-- grant: privileges `USAGE` -> `CREATE, USAGE`
grant create on schema app to reader;
-- down
revoke create on schema app from reader;

-- grant: + grant database itself to reader
do $$ begin execute format('grant create on database %I to reader', current_database()); end $$;
-- down
do $$ begin execute format('revoke create on database %I from reader', current_database()); end $$;

-- default-grant: privileges
alter default privileges in schema spare grant insert on tables to reader;
-- down
alter default privileges in schema spare revoke insert on tables from reader;

-- comment: text `Everybody` -> `Nobody`
comment on table app.people is 'Nobody';
-- down
comment on table app.people is 'Everybody';

-- comment: - comment column name of table app.people
comment on column app.people.name is null;
-- down
comment on column app.people.name is 'What they are called';

-- comment: + comment schema public
comment on schema public is 'Ours';
-- down
comment on schema public is 'standard public schema';
