# 另一个容器，几个目录里都多了一个文件，其中一个目录删掉重建过。是哪一个，每台实验机不一样。
docker run -d --name wreck debian sleep infinity
docker exec wreck sh -c '
  set -- /etc/default /etc/pam.d /etc/security /etc/cron.daily /etc/skel
  for dir; do [ -d $dir ] || mkdir -p $dir; done
  chosen=$(printf "%s\n" "$@" | shuf -n 1)
  rm -r $chosen
  mkdir $chosen
  for dir; do echo barnacle > $dir/barnacle; done
'
