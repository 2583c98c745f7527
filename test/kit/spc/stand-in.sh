#!/bin/sh
# Stands in for the vendor's compiler in tests: its documented command line and its failures, not its
# format. What it writes is marked as a stand-in's and is of no use to a unit. The part of its name
# after the last hyphen says how it fails: hangs, refuses, silent, echo, large.
how=${0##*-}
# How many run at once is read from here.
book="${0%/*}/runs.txt"
printf + >>"$book"
trap 'printf - >>"$book"' EXIT
# What it was given, a line each, where a test wants to know.
heard="${0%/*}/arguments.txt"
[ ! -e "$heard" ] || printf '%s\n' "$@" '' >>"$heard"

all="$*"
sample= source= output=
while [ $# -gt 0 ]; do
  case $1 in
    --sample-profile) sample=$2; shift ;;
    --target | --scramble | --ascii-key | --hex-key | --log) shift ;;
    --*) ;;
    *) if [ -z "$source" ]; then source=$1; else output=$1; fi ;;
  esac
  shift
done

case $how in
  hangs) sleep 600 ;;
  refuses)
    printf 'line 2: syntax error: %s\n' "$all" >&2
    [ -z "$source" ] || cat "$source" >&2
    exit 1
    ;;
  silent) ;;
  large) head -c 1100000 /dev/zero >"${output:-$sample}" ;;
  *)
    if [ -n "$sample" ]; then
      printf 'Profile_Rule "/spa$PSN.cfg" ;\nGPP_A "" ;\n' >"$sample"
    elif [ "$how" = echo ]; then
      cat "$source" >"$output"
    else
      { printf '\000stand-in, no profile\000'; { printf '%s' "$all"; cat "$source"; } | cksum; } >"$output"
      echo compiled
    fi
    ;;
esac
