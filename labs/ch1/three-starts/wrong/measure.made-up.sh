# 应当失败于：检查 1
# 数字是编的，测量用的容器也没有过。
cat > measure.json <<'JSON'
{ "accel": "tcg", "machineKernel": "x",
  "vm": { "ms": 60000, "memoryKiB": 1, "diskKiB": 1, "kernel": "x" },
  "container": { "ms": 1000, "memoryKiB": 1, "diskKiB": 1, "kernel": "y" },
  "lxc": { "ms": 1000, "memoryKiB": 1, "diskKiB": 1, "kernel": "y" } }
JSON
# 回答 ratio：echo 60
