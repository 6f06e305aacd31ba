# %%
for content in (b"{}", b'{"execution_state": null}', b'{"execution_state": ["idle"]}', b'{"execution_state": "dead"}', b'{"execution_state": "restarting"}'):
    publish("status", content)
print("sent")

# %%
print("the next cell")
