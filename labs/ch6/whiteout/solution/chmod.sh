docker exec ship chmod 700 /usr/bin/bash
# 回答 bytes：docker exec ship stat -c %s /usr/bin/bash
