# fails: loaded
model.save("my_model.keras")
reloaded_model = model
