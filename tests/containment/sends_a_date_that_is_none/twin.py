# %%
import datetime

print(datetime.datetime(2026, 11, 24).isoformat())
