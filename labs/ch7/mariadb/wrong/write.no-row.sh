# 应当失败于：检查 2
until ./sql 'select 1' 2>/dev/null; do sleep 1; done
./sql "create database harbor; create table harbor.ships (name varchar(20))"
