lxc-stop -k -n box
lxc-destroy -n box
lxc-ls -f
