# %%
for content in (b'{"ename": 5, "evalue": {}, "traceback": [1, null, {}]}', b'{"ename": null, "evalue": null, "traceback": []}', b'{"traceback": null}', b'{"ename": [], "evalue": [], "traceback": "text"}', b"{}"):
    publish("error", content)

# %%
print("the next cell")
