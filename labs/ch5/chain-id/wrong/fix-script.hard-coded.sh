# 应当失败于：检查 3
printf '#!/bin/bash\ncat /root/chain.txt | grep .\n' > chain.sh
