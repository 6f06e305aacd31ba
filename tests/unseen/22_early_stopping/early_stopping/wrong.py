# %% wiring: the callback watches the loss on the training pictures instead of the validation loss
early_stopping = tf.keras.callbacks.EarlyStopping(monitor="loss", patience=3, restore_best_weights=True)

history = model.fit(
    training_batches, validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0
)

# %% wiring: the training batches are handed in for validation as well
early_stopping = tf.keras.callbacks.EarlyStopping(monitor="val_loss", patience=3, restore_best_weights=True)

history = model.fit(training_batches, validation_data=training_batches, epochs=30, callbacks=[early_stopping])

# %% wiring: training and validation batches are swapped in fit
early_stopping = tf.keras.callbacks.EarlyStopping(monitor="val_loss", patience=3, restore_best_weights=True)

history = model.fit(
    validation_batches,
    validation_data=training_batches,
    epochs=30,
    callbacks=[early_stopping],
    verbose=0,
)

# %% wiring: the callback is made but never given to fit
early_stopping = tf.keras.callbacks.EarlyStopping(monitor="val_loss", patience=3, restore_best_weights=True)

history = model.fit(training_batches, validation_data=validation_batches, epochs=30, verbose=0)

# %% wiring: the numbers for patience and for the most epochs are swapped
early_stopping = tf.keras.callbacks.EarlyStopping(monitor="val_loss", patience=30, restore_best_weights=True)

history = model.fit(
    training_batches,
    validation_data=validation_batches,
    epochs=3,
    callbacks=[early_stopping],
)

# %% wiring: the 3 stands second without a name, where EarlyStopping expects min_delta and not patience
early_stopping = tf.keras.callbacks.EarlyStopping("val_loss", 3, restore_best_weights=True)

history = model.fit(
    training_batches, validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0
)

# %% wiring: history is bound to the dictionary of numbers in the end, not to what fit returns
early_stopping = tf.keras.callbacks.EarlyStopping(monitor="val_loss", patience=3, restore_best_weights=True)

history = model.fit(
    training_batches, validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0
)
history = history.history
print(history["val_loss"])

# %% wiring: early_stopping is made as asked, but fit gets another one that keeps the last weights
early_stopping = tf.keras.callbacks.EarlyStopping(monitor="val_loss", patience=3, restore_best_weights=True)

history = model.fit(
    training_batches,
    validation_data=validation_batches,
    epochs=30,
    callbacks=[tf.keras.callbacks.EarlyStopping(patience=8)],
    verbose=0,
)

# %% wiring: the same model is trained on after the training that history records
early_stopping = tf.keras.callbacks.EarlyStopping(monitor="val_loss", patience=3, restore_best_weights=True)

history = model.fit(
    training_batches, validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0
)
# once more, to see whether it gets even better
model.fit(training_batches, validation_data=validation_batches, epochs=10, verbose=0)

# %% wiring: the model has already been trained for 30 epochs without the callback when it is trained with it
early_stopping = tf.keras.callbacks.EarlyStopping(monitor="val_loss", patience=3, restore_best_weights=True)

without = model.fit(training_batches, validation_data=validation_batches, epochs=30, verbose=0)
print("without stopping:", without.history["val_loss"][-1])

history = model.fit(
    training_batches, validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0
)

# %% wiring: a clone is trained, and model itself stays untrained
early_stopping = tf.keras.callbacks.EarlyStopping(monitor="val_loss", patience=3, restore_best_weights=True)

my_model = tf.keras.models.clone_model(model)
my_model.compile(
    optimizer=tf.keras.optimizers.Adam(learning_rate=0.005),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
history = my_model.fit(
    training_batches, validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0
)

# %% wiring: fit stands in a loop and is called anew for each epoch, so history knows the last epoch only
early_stopping = tf.keras.callbacks.EarlyStopping(monitor="val_loss", patience=3, restore_best_weights=True)

for epoch in range(30):
    history = model.fit(
        training_batches, validation_data=validation_batches, epochs=1, callbacks=[early_stopping], verbose=0
    )

# %% wiring: the validation pictures are taken from the set that was not normalized
early_stopping = tf.keras.callbacks.EarlyStopping(monitor="val_loss", patience=3, restore_best_weights=True)

history = model.fit(
    training_batches,
    validation_data=validation_set.batch(640),
    epochs=30,
    callbacks=[early_stopping],
    verbose=0,
)

# %% wiring: model is put together anew after the training, with fresh random weights
early_stopping = tf.keras.callbacks.EarlyStopping(monitor="val_loss", patience=3, restore_best_weights=True)

history = model.fit(
    training_batches, validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0
)

model = tf.keras.models.clone_model(model)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

# %% wiring: early_stopping is bound to the number of an epoch in the end
early_stopping = tf.keras.callbacks.EarlyStopping(monitor="val_loss", patience=3, restore_best_weights=True)

history = model.fit(
    training_batches, validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0
)

early_stopping = early_stopping.stopped_epoch
print("stopped in epoch", early_stopping)

# %% wiring: the weights are restored to those from before the training
early_stopping = tf.keras.callbacks.EarlyStopping(monitor="val_loss", patience=3, restore_best_weights=True)

best_weights = model.get_weights()
history = model.fit(
    training_batches, validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0
)
model.set_weights(best_weights)

# %% wiring: the evaluation's numbers are kept as history, the result of fit is thrown away
early_stopping = tf.keras.callbacks.EarlyStopping(monitor="val_loss", patience=3, restore_best_weights=True)

model.fit(training_batches, validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0)
history = model.evaluate(validation_batches, verbose=0)

# %% wiring: the callback of another kind lowers the learning rate, but ends nothing and gives nothing back
early_stopping = tf.keras.callbacks.ReduceLROnPlateau(monitor="val_loss", patience=3)

history = model.fit(
    training_batches, validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0
)

# %% other: the model keeps the weights of its last epoch, as restore_best_weights is left out
early_stopping = tf.keras.callbacks.EarlyStopping(monitor="val_loss", patience=3)

history = model.fit(
    training_batches, validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0
)

# %% other: patience is left out and so is 0
early_stopping = tf.keras.callbacks.EarlyStopping(monitor="val_loss", restore_best_weights=True)

history = model.fit(
    training_batches, validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0
)

# %% other: mode max takes the largest validation loss for the best
early_stopping = tf.keras.callbacks.EarlyStopping(
    monitor="val_loss", mode="max", patience=3, restore_best_weights=True
)

history = model.fit(
    training_batches, validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0
)

# %% other: the validation accuracy is watched instead of the validation loss
early_stopping = tf.keras.callbacks.EarlyStopping(monitor="val_accuracy", patience=3, restore_best_weights=True)

history = model.fit(
    training_batches, validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0
)
