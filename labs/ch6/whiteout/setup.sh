# 另一个容器，几个目录都被清空了：一个是整个删掉再重建，其余的把里面的文件逐个删掉。是哪一个，每台实验机不一样。
docker run -d --name wreck debian sleep infinity
docker exec wreck sh -c '
  set -- /etc/skel /etc/cron.daily /etc/default /etc/apt/apt.conf.d
  chosen=$(printf "%s\n" "$@" | shuf -n 1)
  for dir; do
    if [ $dir = $chosen ]; then
      rm -r $dir
      mkdir $dir
    else
      find $dir -mindepth 1 -delete
    fi
  done
'
