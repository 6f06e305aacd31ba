# %%
import urllib.request

try:
    urllib.request.urlopen("http://192.0.2.1/data.csv", timeout=3)
except OSError as error:
    print("no network:", type(error).__name__)
