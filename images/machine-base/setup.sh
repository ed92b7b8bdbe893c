# Run once while the image is built: which units start, and a few links.
set -eu
chmod 755 /usr/sbin/matou-init /usr/local/bin/boot-guest
ln -sf vim.tiny /usr/bin/vim
# bash.bashrc loads the completions at the first Tab; a login shell would read all of them here, 20 ms before every prompt.
rm -f /etc/profile.d/bash_completion.sh
# systemd makes a machine id at each first boot when this file is empty: two machines never share one.
: > /etc/machine-id

cd /etc/systemd/system
mask() { for unit; do ln -sf /dev/null "$unit"; done; }

# What belongs to the host, or to hardware, and could only fail here.
mask sys-kernel-debug.mount sys-kernel-tracing.mount sys-kernel-config.mount sys-fs-fuse-connections.mount dev-hugepages.mount \
  systemd-modules-load.service systemd-udevd.service systemd-udevd-control.socket systemd-udevd-kernel.socket \
  systemd-udev-trigger.service systemd-sysctl.service systemd-random-seed.service systemd-binfmt.service \
  systemd-remount-fs.service systemd-pstore.service systemd-logind.service console-getty.service getty.target
# What would only delay the first prompt.
mask tmp.mount systemd-firstboot.service systemd-machine-id-commit.service systemd-update-utmp.service \
  systemd-journal-catalog-update.service systemd-journal-flush.service systemd-update-done.service ldconfig.service \
  systemd-sysusers.service systemd-tmpfiles-setup-dev.service systemd-tmpfiles-setup-dev-early.service \
  systemd-user-sessions.service systemd-ask-password-console.path systemd-ask-password-wall.path \
  systemd-tmpfiles-clean.timer apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer fstrim.timer e2scrub_all.timer \
  e2scrub_reap.service lxc.service lxc-net.service lxc-monitord.service

mkdir -p /etc/systemd/system-generators
for generator in /usr/lib/systemd/system-generators/*; do
  ln -sf /dev/null "/etc/systemd/system-generators/${generator##*/}"
done

systemctl enable matou-tty.service
systemctl set-default multi-user.target

# Where the base is Docker's own debian image, this keeps packages from starting their services: in a machine they must.
rm -f /usr/sbin/policy-rc.d
# An ordinary user, for the lesson on the docker group.
useradd -m -s /bin/bash dev
# `su -` clears the environment; without it Chinese becomes question marks.
echo 'LANG=C.UTF-8' > /etc/default/locale
