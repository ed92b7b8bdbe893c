docker search nginx
# 回答 asked：docker search nginx 2>&1 | grep -o 'https://[^/]*' | head -1 | cut -c9-
