docker create --name box debian sleep 3600
