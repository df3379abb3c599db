create role reader;
create user writer@localhost identified by 'secret';
grant reader to writer@localhost;
create sequence numbers start with 5 minvalue 1 maxvalue 1000 increment by 2 cache 3 cycle;
create table people (
  id int unsigned not null auto_increment primary key, name varchar(50) character set utf8mb4 collate utf8mb4_bin not null default 'nobody' comment 'What they are called',
  email varchar(80), mood enum('sad', 'ok', 'happy') default 'ok', age int default 1, note text invisible, changed timestamp null default null on update current_timestamp(),
  upper_name varchar(50) generated always as (upper(name)) stored, compressed_note blob compressed,
  constraint email_once unique (email), constraint named check (length(name) > 0), key people_by_name (name(10) desc, age) comment 'quick'
) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_general_ci comment = 'Everybody';
create table orders (
  id bigint primary key auto_increment, person_id int unsigned not null, total decimal(10, 2), placed datetime(3),
  constraint of_person foreign key (person_id) references people(id) on delete cascade
) engine = InnoDB row_format = dynamic;
create table events (at date not null, what text, fulltext key words (what)) engine = InnoDB partition by range (year(at)) (partition p0 values less than (2025), partition p1 values less than maxvalue);
create table history (id int primary key, what text) with system versioning;
create view happy as select id, name from people where mood = 'happy';
create trigger touch before update on people for each row set new.note = 'touched';
create trigger touch_again before update on people for each row follows touch set new.note = concat(new.note, '!');
create function twice(value int) returns int deterministic no sql comment 'Two times' return value * 2;
create procedure nothing(in a int, out b varchar(10)) modifies sql data begin set b = a; end;
create aggregate function total_of(x int) returns int begin declare sum int default 0; declare continue handler for not found return sum; loop fetch group next row; set sum = sum + x; end loop; end;
create event nightly on schedule every 1 day starts '2030-01-01 00:00:00' on completion preserve disable comment 'At night' do delete from orders where total is null;
grant select, insert on people to reader;
grant update (note) on people to reader;
grant execute on function twice to reader;
insert into people (name, email, mood) values ('Ann', 'ann@example.org', 'sad'), ('Bob', null, 'happy');
insert into orders (person_id, total, placed) values (1, 9.99, '2025-05-01 12:00:00.123'), (2, null, null);
insert into events values ('2025-02-03', 'tab	and \\ and\nline');
insert into history values (1, 'x');
