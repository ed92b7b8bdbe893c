docker save -o /root/layers.tar layers
