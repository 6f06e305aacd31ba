# %%
import matplotlib.pyplot as plt

figure, axes = plt.subplots()
axes.plot([1, 2, 3])
axes.set_title("<loss> & accuracy")
plt.show()
print("drawn")
