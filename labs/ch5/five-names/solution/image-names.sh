docker images --digests --no-trunc layers
# 回答 image-id：docker image inspect -f '{{.Id}}' layers
# 回答 manifest：docker image inspect -f '{{index .RepoDigests 0}}' layers | cut -d '@' -f 2
