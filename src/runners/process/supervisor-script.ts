/**
 * The supervisor of one run: a POSIX shell script, because a shell is there on every machine, starts in under a
 * millisecond and holds half a megabyte for as long as the run takes. It outlives the server.
 *
 *   sh supervisor.sh RUN_DIRECTORY CGROUP_DIRECTORY|- COMMAND...
 *
 * - `claim` is made with O_EXCL before anything is started, so that of several supervisors of one run only one starts it.
 *   It holds the supervisor's process id, its start time in clock ticks since boot and the boot's id: together they name a
 *   process for ever. Its modification time is the start time.
 * - One word goes to descriptor 3: `claimed`, `taken` or `failed`.
 * - `exit` appears by rename, when the command has ended: its exit code and 1 when the kernel ended something in the
 *   control group for want of memory. Its modification time is the end time.
 */
export const SUPERVISOR_SCRIPT = `#!/bin/sh
run=$1 group=$2
shift 2

# Caught, not ignored: ignoring would be inherited by the command.
trap : HUP INT TERM PIPE

tell() {
  printf '%s\\n' "$1" 2>/dev/null >&3
  exec 3>&-
}
# The 22nd field of stat is the 20th after the name.
pick_start() {
  shift 19
  started=$1
}
read -r stat <"/proc/$$/stat"
pick_start \${stat##*) }
read -r boot </proc/sys/kernel/random/boot_id

set -C
if ! true 2>/dev/null >"$run/claim"; then
  if [ -e "$run/claim" ]; then tell taken; else tell failed; fi
  exit 0
fi
set +C
# The room for the end is taken before the start: the job itself may fill the disk.
if ! printf '%64s\\n' '' 2>/dev/null >"$run/exit.part" ||
  ! printf '%s %s %s\\n' "$$" "$started" "$boot" 2>/dev/null >"$run/claim"; then
  rm -f "$run/claim"
  tell failed
  exit 0
fi
tell claimed

# A shell tells on its standard error of children that a signal ended. That is the user's log, and no word of the user's.
exec 4>&2 2>/dev/null
(
  [ "$group" = - ] || echo 0 >"$group/cgroup.procs"
  exec "$@"
) 9<"$run/sandbox.input" 2>&4 4>&-
code=$?

killed=0
if [ "$group" != - ]; then
  while read -r name count; do
    if [ "$name" = oom_kill ] && [ "$count" -gt 0 ]; then killed=1; fi
  done <"$group/memory.events"
fi
# Written in place, over the blanks. Should it fail nevertheless, try until it can, or the run would count as lost.
until printf '%s %s\\n' "$code" "$killed" 2>/dev/null 1<>"$run/exit.part" &&
  { sync "$run/exit.part" 2>/dev/null || :; } && mv "$run/exit.part" "$run/exit"; do
  [ -d "$run" ] || exit 0
  sleep 5
done
`;
