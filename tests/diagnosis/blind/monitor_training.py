# %% 22_early_stopping/early_stopping: loss
early_stopping = tf.keras.callbacks.EarlyStopping(monitor='loss', patience=3, restore_best_weights=True)
history = model.fit(training_batches, epochs=30, validation_data=validation_batches, callbacks=[early_stopping])

# %% 22_early_stopping/early_stopping: by position
early_stopping = tf.keras.callbacks.EarlyStopping('loss', 0, 3, restore_best_weights=True)
history = model.fit(training_batches, epochs=30, validation_data=validation_batches, callbacks=[early_stopping], verbose=0)

# %% 22_early_stopping/early_stopping: the training's accuracy
from tensorflow.keras.callbacks import EarlyStopping
early_stopping = EarlyStopping(monitor="accuracy", patience=3, restore_best_weights=True)
history = model.fit(training_batches, validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0)

# %% 22_early_stopping/early_stopping: the name in a variable
watch = 'loss'   # stop when the loss no longer improoves
early_stopping = tf.keras.callbacks.EarlyStopping(
    monitor=watch,
    mode='min',
    patience=3,
    restore_best_weights=True,
)
history = model.fit(
    training_batches,
    epochs=30,
    validation_data=validation_batches,
    callbacks=early_stopping,
    verbose=0,
)

# %% 22_early_stopping/early_stopping: settings in a dictionary
settings = dict(monitor='loss', patience=3, restore_best_weights=True)
early_stopping = tf.keras.callbacks.EarlyStopping(**settings)
history = model.fit(training_batches, epochs=30, callbacks=[early_stopping], validation_data=validation_batches, verbose=0)
