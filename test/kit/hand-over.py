"""Makes sockets as a systemd socket unit does and hands them to a program (sd_listen_fds(3)), which this one becomes.

    python3 hand-over.py JSON PROGRAM [ARG ...]

JSON: a list of {"name", "kind": "udp" | "tcp" | "udp6" | "tcp6", "address", "port", "card": name or null}.
"""

import fcntl
import json
import os
import socket
import sys

FIRST_FD = 3
OUT_OF_THE_WAY = 100
SO_BINDTODEVICE = 25
IP_FREEBIND = 15


def make(plan):
    kind = plan["kind"]
    family = socket.AF_INET6 if kind.endswith("6") else socket.AF_INET
    is_udp = kind.startswith("udp")
    made = socket.socket(family, socket.SOCK_DGRAM if is_udp else socket.SOCK_STREAM)
    if plan["card"]:
        made.setsockopt(socket.SOL_SOCKET, SO_BINDTODEVICE, plan["card"].encode())
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET:
        made.setsockopt(socket.IPPROTO_IP, IP_FREEBIND, 1)
    made.bind((plan["address"], plan["port"]))
    if not is_udp:
        made.listen(128)
    return fcntl.fcntl(made.detach(), fcntl.F_DUPFD, OUT_OF_THE_WAY)


plans = json.loads(sys.argv[1])
for number, fd in enumerate([make(plan) for plan in plans]):
    os.dup2(fd, FIRST_FD + number, inheritable=True)
    os.close(fd)
env = dict(
    os.environ,
    LISTEN_PID=str(os.getpid()),
    LISTEN_FDS=str(len(plans)),
    LISTEN_FDNAMES=":".join(plan["name"] for plan in plans),
)
os.execvpe(sys.argv[2], sys.argv[2:], env)
