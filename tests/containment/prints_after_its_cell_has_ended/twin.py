# %%
import threading
import time

done = threading.Event()
threading.Thread(target=lambda: (done.wait(), print("late")), daemon=True).start()

# %%
done.set()
time.sleep(0.1)
print("cell 2")
