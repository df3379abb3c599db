-- setting: database collation: value
do 0; alter database character set latin1 collate latin1_swedish_ci;
-- down
alter database character set utf8mb4 collate utf8mb4_general_ci;

-- table: + table more
create table more (a int);
-- down
drop table more;

-- table: engine
alter table events engine = Aria;
-- down
alter table events engine = InnoDB;

-- table: row format `dynamic` -> `compact`
alter table orders row_format = compact;
-- down
alter table orders row_format = dynamic;

-- table: ~ table people: collation
alter table people collate utf8mb4_unicode_ci;
-- down
alter table people collate utf8mb4_general_ci;

-- table: options none
alter table people stats_persistent = 1;
-- down
alter table people stats_persistent = default;

-- table: system versioned `yes` -> none
alter table history drop system versioning;
-- down
alter table history add system versioning;

-- table: partitions
alter table events partition by range (year(at)) (partition p0 values less than (2020), partition p1 values less than maxvalue);
-- down
alter table events partition by range (year(at)) (partition p0 values less than (2025), partition p1 values less than maxvalue);

-- column: + column people.phone
alter table people add column phone varchar(20);
-- down
alter table people drop column phone;

-- column: type `decimal(10,2)` -> `decimal(12,2)`
alter table orders modify total decimal(12, 2);
-- down
alter table orders modify total decimal(10, 2);

-- column: type `datetime(3)` -> `datetime(6)`
alter table orders modify placed datetime(6);
-- down
alter table orders modify placed datetime(3);

-- column: nullable `no` -> `yes`
alter table people modify name varchar(50) character set utf8mb4 collate utf8mb4_bin default 'nobody' comment 'What they are called';
-- down
alter table people modify name varchar(50) character set utf8mb4 collate utf8mb4_bin not null default 'nobody' comment 'What they are called';

-- column: default `'nobody'` -> `'somebody'`
alter table people modify name varchar(50) character set utf8mb4 collate utf8mb4_bin not null default 'somebody' comment 'What they are called';
-- down
alter table people modify name varchar(50) character set utf8mb4 collate utf8mb4_bin not null default 'nobody' comment 'What they are called';

-- column: collation `utf8mb4_bin` -> `utf8mb4_unicode_ci`
alter table people modify name varchar(50) character set utf8mb4 collate utf8mb4_unicode_ci not null default 'nobody' comment 'What they are called';
-- down
alter table people modify name varchar(50) character set utf8mb4 collate utf8mb4_bin not null default 'nobody' comment 'What they are called';

-- column: character set `utf8mb4` -> `latin1`
alter table people modify name varchar(50) character set latin1 collate latin1_bin not null default 'nobody' comment 'What they are called';
-- down
alter table people modify name varchar(50) character set utf8mb4 collate utf8mb4_bin not null default 'nobody' comment 'What they are called';

-- column: extra `INVISIBLE` -> none
alter table people modify note text;
-- down
alter table people modify note text invisible;

-- column: extra `on update current_timestamp()` -> none
alter table people modify changed timestamp null default null;
-- down
alter table people modify changed timestamp null default null on update current_timestamp();

-- column: type
alter table people modify mood enum('sad', 'ok', 'fine', 'happy') default 'ok';
-- down
alter table people modify mood enum('sad', 'ok', 'happy') default 'ok';

-- column: generated `ucase(`name`)` -> `lcase(`name`)`
alter table people modify upper_name varchar(50) generated always as (lower(name)) stored;
-- down
alter table people modify upper_name varchar(50) generated always as (upper(name)) stored;

-- column: stored `yes` -> `no`
alter table people drop column upper_name; alter table people add column upper_name varchar(50) generated always as (upper(name)) virtual after changed;
-- down
alter table people drop column upper_name; alter table people add column upper_name varchar(50) generated always as (upper(name)) stored after changed;

-- column-order: ~ column order people (layout only)
alter table people modify age int default 1 first;
-- down
alter table people modify age int default 1 after mood;

-- key: columns `email` -> `email, age`
alter table people drop index email_once, add unique index email_once (email, age);
-- down
alter table people drop index email_once, add unique index email_once (email);

-- key: email(20)
alter table people drop index email_once, add unique index email_once (email(20));
-- down
alter table people drop index email_once, add unique index email_once (email);

-- key: ignored none -> `yes`
alter table people alter index email_once ignored;
-- down
alter table people alter index email_once not ignored;

-- index: - index people.people_by_name
alter table people drop index people_by_name;
-- down
alter table people add key people_by_name (name(10) desc, age) comment 'quick';

-- index: columns
alter table people drop index people_by_name, add key people_by_name (name(10), age) comment 'quick';
-- down
alter table people drop index people_by_name, add key people_by_name (name(10) desc, age) comment 'quick';

-- index: name(11)
alter table people drop index people_by_name, add key people_by_name (name(11) desc, age) comment 'quick';
-- down
alter table people drop index people_by_name, add key people_by_name (name(10) desc, age) comment 'quick';

-- index: age, name
alter table people drop index people_by_name, add key people_by_name (age, name(10) desc) comment 'quick';
-- down
alter table people drop index people_by_name, add key people_by_name (name(10) desc, age) comment 'quick';

-- index: ignored none
alter table people alter index people_by_name ignored;
-- down
alter table people alter index people_by_name not ignored;

-- index: method `fulltext` -> `btree`
alter table events drop index words, add key words (what(5));
-- down
alter table events drop index words, add fulltext key words (what);

-- check: expression
alter table people drop constraint named, add constraint named check (length(name) > 1);
-- down
alter table people drop constraint named, add constraint named check (length(name) > 0);

-- check: - check people.named
alter table people drop constraint named;
-- down
alter table people add constraint named check (length(name) > 0);

-- foreign-key: on delete `cascade` -> `restrict`
alter table orders drop foreign key of_person; alter table orders add constraint of_person foreign key (person_id) references people(id) on delete restrict;
-- down
alter table orders drop foreign key of_person; alter table orders add constraint of_person foreign key (person_id) references people(id) on delete cascade;

-- foreign-key: on update `restrict` -> `cascade`
alter table orders drop foreign key of_person; alter table orders add constraint of_person foreign key (person_id) references people(id) on delete cascade on update cascade;
-- down
alter table orders drop foreign key of_person; alter table orders add constraint of_person foreign key (person_id) references people(id) on delete cascade;

-- foreign-key: references `people(id)` -> `parents(id)`
create table parents (id int unsigned primary key); insert into parents values (1), (2); alter table orders drop foreign key of_person; alter table orders add constraint of_person foreign key (person_id) references parents(id) on delete cascade;
-- down
alter table orders drop foreign key of_person; drop table parents; alter table orders add constraint of_person foreign key (person_id) references people(id) on delete cascade;

-- view: ~ view happy: query
create or replace view happy as select id, name from people where mood = 'sad';
-- down
create or replace view happy as select id, name from people where mood = 'happy';

-- view: security `definer` -> `invoker`
create or replace sql security invoker view happy as select id, name from people where mood = 'happy';
-- down
create or replace sql security definer view happy as select id, name from people where mood = 'happy';

-- view: algorithm none
create or replace algorithm = temptable view happy as select id, name from people where mood = 'happy';
-- down
create or replace algorithm = undefined view happy as select id, name from people where mood = 'happy';

-- view: check option none
create or replace view happy as select id, name from people where mood = 'happy' with check option;
-- down
create or replace view happy as select id, name from people where mood = 'happy';

-- view: definer
create or replace definer = writer@localhost view happy as select id, name from people where mood = 'happy';
-- down
create or replace definer = root@localhost view happy as select id, name from people where mood = 'happy';

-- view: character set client
set names latin1; create or replace view happy as select id, name from people where mood = 'happy'; set names utf8mb4;
-- down
create or replace view happy as select id, name from people where mood = 'happy';

-- view: - view happy
drop view happy;
-- down
create or replace view happy as select id, name from people where mood = 'happy';

-- trigger: statement
create or replace trigger touch before update on people for each row set new.note = 'Touched'; create or replace trigger touch_again before update on people for each row follows touch set new.note = concat(new.note, '!');
-- down
create or replace trigger touch before update on people for each row set new.note = 'touched'; create or replace trigger touch_again before update on people for each row follows touch set new.note = concat(new.note, '!');

-- trigger: timing `before` -> `after`
drop trigger touch_again; create or replace trigger touch after update on people for each row delete from events;
-- down
create or replace trigger touch before update on people for each row set new.note = 'touched'; create or replace trigger touch_again before update on people for each row follows touch set new.note = concat(new.note, '!');

-- trigger: event `update` -> `insert`
drop trigger touch_again; create or replace trigger touch before insert on people for each row set new.note = 'touched';
-- down
create or replace trigger touch before update on people for each row set new.note = 'touched'; create or replace trigger touch_again before update on people for each row follows touch set new.note = concat(new.note, '!');

-- trigger: order
-- unseen: `mariadb-dump` tells it by the order of its statements alone
create or replace trigger touch_again before update on people for each row precedes touch set new.note = concat(new.note, '!');
-- down
create or replace trigger touch_again before update on people for each row follows touch set new.note = concat(new.note, '!');

-- trigger: sql mode
set sql_mode = 'ANSI_QUOTES'; create or replace trigger touch_again before update on people for each row follows touch set new.note = concat(new.note, '!'); set sql_mode = default;
-- down
create or replace trigger touch_again before update on people for each row follows touch set new.note = concat(new.note, '!');

-- trigger: definer
create or replace definer = writer@localhost trigger touch_again before update on people for each row follows touch set new.note = concat(new.note, '!');
-- down
create or replace definer = root@localhost trigger touch_again before update on people for each row follows touch set new.note = concat(new.note, '!');

-- trigger: character set client
set names latin1; create or replace trigger touch_again before update on people for each row follows touch set new.note = concat(new.note, '!'); set names utf8mb4;
-- down
create or replace trigger touch_again before update on people for each row follows touch set new.note = concat(new.note, '!');

-- function: definition
create or replace function twice(value int) returns int deterministic no sql comment 'Two times' return value * 3; grant execute on function twice to reader;
-- down
create or replace function twice(value int) returns int deterministic no sql comment 'Two times' return value * 2; grant execute on function twice to reader;

-- function: deterministic `yes` -> none
create or replace function twice(value int) returns int not deterministic no sql comment 'Two times' return value * 2; grant execute on function twice to reader;
-- down
create or replace function twice(value int) returns int deterministic no sql comment 'Two times' return value * 2; grant execute on function twice to reader;

-- function: data access
create or replace function twice(value int) returns int deterministic reads sql data comment 'Two times' return value * 2; grant execute on function twice to reader;
-- down
create or replace function twice(value int) returns int deterministic no sql comment 'Two times' return value * 2; grant execute on function twice to reader;

-- function: parameters
create or replace function twice(value bigint) returns int deterministic no sql comment 'Two times' return value * 2; grant execute on function twice to reader;
-- down
create or replace function twice(value int) returns int deterministic no sql comment 'Two times' return value * 2; grant execute on function twice to reader;

-- function: returns
create or replace function twice(value int) returns bigint deterministic no sql comment 'Two times' return value * 2; grant execute on function twice to reader;
-- down
create or replace function twice(value int) returns int deterministic no sql comment 'Two times' return value * 2; grant execute on function twice to reader;

-- function: security `definer` -> `invoker`
create or replace function twice(value int) returns int deterministic no sql sql security invoker comment 'Two times' return value * 2; grant execute on function twice to reader;
-- down
create or replace function twice(value int) returns int deterministic no sql comment 'Two times' return value * 2; grant execute on function twice to reader;

-- function: definer
create or replace definer = writer@localhost function twice(value int) returns int deterministic no sql comment 'Two times' return value * 2; grant execute on function twice to reader;
-- down
create or replace function twice(value int) returns int deterministic no sql comment 'Two times' return value * 2; grant execute on function twice to reader;

-- function: sql mode
set sql_mode = 'ANSI'; create or replace function twice(value int) returns int deterministic no sql comment 'Two times' return value * 2; grant execute on function twice to reader; set sql_mode = default;
-- down
create or replace function twice(value int) returns int deterministic no sql comment 'Two times' return value * 2; grant execute on function twice to reader;

-- function: character set client
set names latin1; create or replace function twice(value int) returns int deterministic no sql comment 'Two times' return value * 2; grant execute on function twice to reader; set names utf8mb4;
-- down
create or replace function twice(value int) returns int deterministic no sql comment 'Two times' return value * 2; grant execute on function twice to reader;

-- function: - function procedure nothing
drop procedure nothing;
-- down
create procedure nothing(in a int, out b varchar(10)) modifies sql data begin set b = a; end;

-- event: every `1 day` -> `2 day`
alter event nightly on schedule every 2 day starts '2030-01-01 00:00:00';
-- down
alter event nightly on schedule every 1 day starts '2030-01-01 00:00:00';

-- event: starts
alter event nightly on schedule every 1 day starts '2031-01-01 00:00:00';
-- down
alter event nightly on schedule every 1 day starts '2030-01-01 00:00:00';

-- event: on completion
alter event nightly on completion not preserve;
-- down
alter event nightly on completion preserve;

-- event: status
alter event nightly enable;
-- down
alter event nightly disable;

-- event: definition
alter event nightly do delete from orders where total = 0;
-- down
alter event nightly do delete from orders where total is null;

-- event: definer
drop event nightly; create definer = writer@localhost event nightly on schedule every 1 day starts '2030-01-01 00:00:00' on completion preserve disable comment 'At night' do delete from orders where total is null;
-- down
drop event nightly; create event nightly on schedule every 1 day starts '2030-01-01 00:00:00' on completion preserve disable comment 'At night' do delete from orders where total is null;

-- event: sql mode
set sql_mode = 'ANSI'; drop event nightly; create event nightly on schedule every 1 day starts '2030-01-01 00:00:00' on completion preserve disable comment 'At night' do delete from orders where total is null; set sql_mode = default;
-- down
drop event nightly; create event nightly on schedule every 1 day starts '2030-01-01 00:00:00' on completion preserve disable comment 'At night' do delete from orders where total is null;

-- event: time zone
set time_zone = '+01:00'; drop event nightly; create event nightly on schedule every 1 day starts '2030-01-01 00:00:00' on completion preserve disable comment 'At night' do delete from orders where total is null; set time_zone = default;
-- down
drop event nightly; create event nightly on schedule every 1 day starts '2030-01-01 00:00:00' on completion preserve disable comment 'At night' do delete from orders where total is null;

-- event: character set client
set names latin1; drop event nightly; create event nightly on schedule every 1 day starts '2030-01-01 00:00:00' on completion preserve disable comment 'At night' do delete from orders where total is null; set names utf8mb4;
-- down
drop event nightly; create event nightly on schedule every 1 day starts '2030-01-01 00:00:00' on completion preserve disable comment 'At night' do delete from orders where total is null;

-- sequence: increment
alter sequence numbers increment by 3;
-- down
alter sequence numbers increment by 2;

-- sequence: minimum
alter sequence numbers minvalue 2;
-- down
alter sequence numbers minvalue 1;

-- sequence: maximum
alter sequence numbers maxvalue 2000;
-- down
alter sequence numbers maxvalue 1000;

-- sequence: start
alter sequence numbers start with 7;
-- down
alter sequence numbers start with 5;

-- sequence: cache `3` -> `4`
alter sequence numbers cache 4;
-- down
alter sequence numbers cache 3;

-- sequence: cycle `1` -> `0`
alter sequence numbers nocycle;
-- down
alter sequence numbers cycle;

-- grant: privileges `insert, select` -> `delete, insert, select`
-- unseen: grants are in tables of the server
grant delete on people to reader;
-- down
revoke delete on people from reader;

-- grant: - grant column people.note
-- unseen: grants are in tables of the server
revoke update (note) on people from reader;
-- down
grant update (note) on people to reader;

-- grant: - grant function twice
-- unseen: grants are in tables of the server
revoke execute on function twice from reader;
-- down
grant execute on function twice to reader;

-- comment: text `Everybody` -> `Nobody`
alter table people comment = 'Nobody';
-- down
alter table people comment = 'Everybody';

-- comment: ~ comment column people.name
alter table people modify name varchar(50) character set utf8mb4 collate utf8mb4_bin not null default 'nobody' comment 'Name';
-- down
alter table people modify name varchar(50) character set utf8mb4 collate utf8mb4_bin not null default 'nobody' comment 'What they are called';

-- comment: ~ comment function twice
alter function twice comment 'Double';
-- down
alter function twice comment 'Two times';

-- comment: ~ comment event nightly
alter event nightly comment 'x';
-- down
alter event nightly comment 'At night';

-- comment: ~ comment index people.people_by_name
alter table people drop index people_by_name, add key people_by_name (name(10) desc, age) comment 'slow';
-- down
alter table people drop index people_by_name, add key people_by_name (name(10) desc, age) comment 'quick';
