create role reader login; create role writer noinherit; grant reader to writer;
create schema app;
create extension citext schema public;
create type app.mood as enum ('sad', 'ok', 'happy');
create domain app.positive as integer default 1 not null constraint above check (value > 0);
create domain app.code as text collate "C";
create type app.point as (x integer, y integer);
create type app.span as range (subtype = float8, subtype_diff = float8mi);
create collation app.digits (provider = icu, locale = 'en-u-kn-true', deterministic = true);
create sequence app.numbers as integer increment 2 minvalue 1 maxvalue 1000 start 5 cache 3 cycle;
create function app.touch() returns trigger language plpgsql as $$ begin
  new.note := 'touched';
  return new;
end $$;
create function app.double(value integer) returns integer language sql immutable as 'select value * 2';
create procedure app.nothing() language sql as 'select 1';
create function app.joined(text, text) returns text language sql immutable as 'select coalesce($1, '''') || $2';
create function app.near(app.point, app.point) returns boolean language sql immutable as 'select ($1).x = ($2).x';
create function app.order_of(app.point, app.point) returns integer language sql immutable as 'select ($1).x - ($2).x';
create function app.to_point(integer) returns app.point language sql immutable as 'select row($1, $1)::app.point';
create aggregate app.together(text) (sfunc = app.joined, stype = text, initcond = '', parallel = safe);
create table app.people (
  id integer generated always as identity primary key, name text not null default 'nobody', email varchar(80),
  mood app.mood default 'ok', age app.positive, note text, upper_name text generated always as (upper(name)) stored,
  constraint email_once unique (email), constraint named check (length(name) > 0)
);
create table app.orders (
  id bigserial primary key, person_id integer not null references app.people(id) on delete cascade,
  total numeric(10, 2), placed timestamptz, during tstzrange, exclude using gist (during with &&)
);
create table app.events (at date not null, what text) partition by range (at);
create table app.events_2025 partition of app.events for values from ('2025-01-01') to ('2026-01-01');
create index events_at on app.events (at);
create index people_by_name on app.people using btree (lower(name)) where age > 1;
create statistics app.people_stats (dependencies) on name, email from app.people;
create view app.happy as select id, name from app.people where mood = 'happy';
create materialized view app.counted as select mood, count(*) as people from app.people group by mood;
create trigger touch before update on app.people for each row execute function app.touch();
create rule quiet as on delete to app.events_2025 do instead nothing;
alter table app.people enable row level security;
create policy own on app.people for update to reader using (name = current_user) with check (age > 1);
create operator app.<+> (leftarg = app.point, rightarg = app.point, function = app.near, commutator = operator(app.<+>));
create operator family app.points using btree;
create operator class app.point_ops for type app.point using btree family app.points as function 1 app.order_of(app.point, app.point);
create cast (integer as app.point) with function app.to_point(integer) as assignment;
create text search configuration app.plain (parser = pg_catalog.default);
alter text search configuration app.plain add mapping for asciiword with english_stem;
create text search dictionary app.words (template = simple, stopwords = english);
create foreign data wrapper nowhere options (debug 'true');
create server far type 'a' version '1' foreign data wrapper nowhere options (host 'x');
create user mapping for reader server far options (password 'secret');
create foreign table app.distant (a integer options (column_name 'x')) server far options (table_name 'y');
create publication changes for table app.orders with (publish = 'insert, update');
create subscription elsewhere connection 'dbname=nowhere' publication other with (connect = false, enabled = false, slot_name = none, create_slot = false);
create function app.noted() returns event_trigger language plpgsql as 'begin end';
create event trigger noted on ddl_command_end when tag in ('CREATE TABLE') execute function app.noted();
alter event trigger noted disable;
grant select, insert on app.people to reader; grant update (note) on app.people to reader; grant usage on schema app to reader;
revoke execute on function app.double(integer) from public;
create schema spare;
alter default privileges in schema spare grant select on tables to reader;
comment on table app.people is 'Everybody'; comment on column app.people.name is 'What they are called';
alter table app.orders add column gone integer;
alter table app.orders drop column gone;
insert into app.people (name, email, age) values ('Ann', 'ann@example.org', 30), ('Bob', null, 40);
insert into app.orders (person_id, total, placed) values (1, 9.99, '2025-05-01 12:00+02'), (2, null, null);
insert into app.events values ('2025-02-03', 'tab	and \ and' || chr(10) || 'line');
refresh materialized view app.counted;
