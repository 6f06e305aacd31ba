# %% 25_saving/save_and_load: loaded from a file that is not there
model.save('my_model.keras')
reloaded_model = tf.keras.models.load_model('my_modell.keras')
