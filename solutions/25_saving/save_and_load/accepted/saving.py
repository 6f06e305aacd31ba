import keras
path = "my_model.keras"
model.save(path)
reloaded_model = keras.saving.load_model(path)
reloaded_model.summary()
