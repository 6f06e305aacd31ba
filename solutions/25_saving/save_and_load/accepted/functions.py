from tensorflow import keras
from tensorflow.keras.models import load_model
keras.models.save_model(model, "./my_model.keras")
reloaded_model = load_model("./my_model.keras", compile=False)
