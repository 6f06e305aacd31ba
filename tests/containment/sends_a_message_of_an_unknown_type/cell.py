# %%
for kind in ("no_such_thing", "", "shutdown_request", "execute_request", "../../etc", "\ud800".encode("utf-8", "replace").decode()):
    publish(kind, b"{}")
print("sent")

# %%
print("the next cell")
