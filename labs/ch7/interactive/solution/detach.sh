(sleep 1; printf '\020\021'; sleep 1) | script -qec 'docker attach dit' /dev/null
docker ps
