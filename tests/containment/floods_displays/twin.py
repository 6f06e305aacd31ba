# %%
from IPython.display import clear_output, display, update_display

handle = display("first", display_id=True)
handle.update("second")
update_display("third", display_id=handle.display_id)
for number in range(50):
    display(number)
clear_output(wait=True)
print("shown")
