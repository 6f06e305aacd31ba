# %%
import contextlib
import io

with contextlib.redirect_stdout(io.StringIO()) as caught:
    print("caught")
print("got", caught.getvalue())
