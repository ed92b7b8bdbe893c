until ./sql 'select 1' 2>/dev/null; do sleep 1; done
./sql "create database harbor; create table harbor.ships (name varchar(20)); insert into harbor.ships values ('长江号')"
