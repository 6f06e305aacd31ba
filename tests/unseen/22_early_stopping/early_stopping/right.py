# %% the name watched is left to its default, which is the validation loss
early_stopping = tf.keras.callbacks.EarlyStopping(patience=3, restore_best_weights=True)

history = model.fit(training_batches, epochs=30, validation_data=validation_batches, callbacks=[early_stopping])

# %% settings in dictionaries, unpacked into the calls
stopping_settings = {"monitor": "val_loss", "patience": 3, "restore_best_weights": True}
early_stopping = tf.keras.callbacks.EarlyStopping(**stopping_settings)

fit_settings = dict(validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=2)
history = model.fit(training_batches, **fit_settings)

# %% a subclass of the callback that does the same and prints a line
class TalkingEarlyStopping(tf.keras.callbacks.EarlyStopping):
    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, logs)
        print("epoch", epoch + 1, "waited for", self.wait)


early_stopping = TalkingEarlyStopping(monitor="val_loss", patience=3, restore_best_weights=True)

history = model.fit(
    training_batches, validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0
)

# %% the history is taken from the model after the training
early_stopping = tf.keras.callbacks.EarlyStopping(
    monitor="val_loss",
    patience=3,
    restore_best_weights=True,
)

model.fit(training_batches, validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0)
history = model.history  # the same object that fit returns

# %% other callbacks go along in the list
from tensorflow.keras.callbacks import EarlyStopping, LambdaCallback, TerminateOnNaN

early_stopping = EarlyStopping(monitor="val_loss", patience=3, restore_best_weights=True)
dots = LambdaCallback(on_epoch_end=lambda epoch, logs: print(".", end=""))

history = model.fit(
    training_batches,
    validation_data=validation_batches,
    epochs=30,
    callbacks=[TerminateOnNaN(), early_stopping, dots],
    verbose=0,
)
print()

# %% a helper function trains and returns the history
MOST_EPOCHS = 30
PATIENCE = 3


def train(network, batches, validation, callback):
    """Train the network until the callback ends it."""
    return network.fit(batches, validation_data=validation, epochs=MOST_EPOCHS, callbacks=[callback], verbose=0)


early_stopping = tf.keras.callbacks.EarlyStopping("val_loss", patience=PATIENCE, restore_best_weights=True)
history = train(model, training_batches, validation_batches, early_stopping)

# %% first a look at what happens to a clone without stopping
copy = tf.keras.models.clone_model(model)
copy.compile(optimizer=tf.keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
long = copy.fit(training_batches, validation_data=validation_batches, epochs=15, verbose=0)
print("clone, best and last:", min(long.history["val_loss"]), long.history["val_loss"][-1])

early_stopping = tf.keras.callbacks.EarlyStopping(monitor="val_loss", patience=3, restore_best_weights=True)
history = model.fit(
    training_batches, validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0
)

# %% all arguments are written out, and the batches are prefetched
early_stopping = tf.keras.callbacks.EarlyStopping(
    monitor="val_loss",
    min_delta=0,
    patience=3,
    verbose=1,
    mode="min",
    baseline=None,
    restore_best_weights=True,
)

history = model.fit(
    x=training_batches.prefetch(tf.data.AUTOTUNE),
    epochs=30,
    verbose=0,
    callbacks=[early_stopping],
    validation_data=validation_batches.prefetch(tf.data.AUTOTUNE),
)

# %% the one validation batch is handed over as a pair of tensors
early_stopping = tf.keras.callbacks.EarlyStopping(monitor="val_loss", patience=3, restore_best_weights=True)

(validation_images, validation_labels), = validation_batches
print(validation_images.shape, validation_labels.shape)

history = model.fit(
    training_batches,
    validation_data=(validation_images, validation_labels),
    validation_batch_size=640,
    epochs=30,
    callbacks=[early_stopping],
    verbose=0,
)

# %% keras is imported by itself, and the curves are drawn afterwards
import keras
import matplotlib.pyplot as plt

early_stopping = keras.callbacks.EarlyStopping(monitor="val_" + "loss", patience=3, restore_best_weights=True)
history = model.fit(
    training_batches, validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0
)

plt.plot(history.history["loss"], label="training")
plt.plot(history.history["val_loss"], label="validation")
plt.legend()
plt.show()
best = min(range(len(history.epoch)), key=lambda i: history.history["val_loss"][i])
print("best epoch:", best + 1, "of", len(history.epoch))

# %% the model is compiled once more in the same way, and its evaluation is printed before and after
model.compile(
    optimizer=tf.keras.optimizers.Adam(learning_rate=0.005),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
print("before:", model.evaluate(validation_batches, verbose=0))

callbacks = []
callbacks.append(tf.keras.callbacks.EarlyStopping(monitor="val_loss", patience=3, restore_best_weights=True))
early_stopping = callbacks[0]
history = model.fit(
    training_batches, validation_data=validation_batches, epochs=30, callbacks=callbacks, verbose=0
)

print("after:", model.evaluate(validation_batches, verbose=0))

# %% a callback written by hand that does all three things
class StopInTime(tf.keras.callbacks.Callback):
    def __init__(self, monitor="val_loss", patience=3):
        super().__init__()
        self.monitor = monitor
        self.patience = patience

    def on_train_begin(self, logs=None):
        self.best, self.best_weights, self.wait = float("inf"), None, 0

    def on_epoch_end(self, epoch, logs=None):
        if logs[self.monitor] < self.best:
            self.best, self.best_weights, self.wait = logs[self.monitor], self.model.get_weights(), 0
        else:
            self.wait += 1
            if self.wait >= self.patience:
                self.model.stop_training = True

    def on_train_end(self, logs=None):
        self.model.set_weights(self.best_weights)


early_stopping = StopInTime(monitor="val_loss", patience=3)

history = model.fit(
    training_batches, validation_data=validation_batches, epochs=30, callbacks=[early_stopping], verbose=0
)
