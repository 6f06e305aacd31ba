# %%
import os
import socket
import urllib.request

attempt("a port of the host's", socket.create_connection, ("127.0.0.1", int("@port@")), 2)
attempt("the same by IPv6", socket.create_connection, ("::1", int("@port@")), 2)
attempt("any port", socket.create_server, ("0.0.0.0", 0))
attempt("an address outside", socket.create_connection, ("192.0.2.1", 80), 2)
attempt("a name", socket.gethostbyname, "grades.invalid")
attempt("a page", urllib.request.urlopen, "http://198.51.100.1/", None, 2)
attempt("a datagram", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 53)))
names = [line.split(":")[0].strip() for line in open("/proc/net/dev") if ":" in line]
print("BREACH: an interface" if set(names) - {"lo"} else "held: no interface", names)
print("BREACH: bash opened a port" if os.system("bash -c ': > /dev/tcp/127.0.0.1/@port@' 2>/dev/null") == 0 else "held: bash")
