# %%
import hashlib
import hmac

print(hmac.new(b"key", b"text", hashlib.sha256).hexdigest()[:6])
