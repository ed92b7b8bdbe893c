#!/bin/sh
echo "你好，我是在 $(hostname) 里运行的。"
