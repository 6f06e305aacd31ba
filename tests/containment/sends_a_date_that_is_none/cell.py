# %%
for date in ("2026-13-45T99:99:99.999999Z", "0000-00-00T00:00:00Z", "2026-01-01T00:00:00+99:99", 10**30):
    header = session.msg_header("stream")
    publish("stream", b'{"name": "stdout", "text": "dated"}', header=session.pack(header | {"date": str(date)}))

# %%
print("the next cell")
