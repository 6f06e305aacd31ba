"""Decides which descriptions and files of a model a clean room may get, and estimates how much work the model is.

Keras makes objects from a description (`to_json`), and names in descriptions have been used to run code: modules,
classes, functions, pickled lambdas, files of a vocabulary (CVE-2025-1550, -8747, -9905, -9906, -12058). So this module
does not search for bad parts to remove. It visits every part, and admits only known ones: an object whose module and
class are in the table below, a plain value within bounds, an activation by its name. What training would use, and what
Keras would rebuild from input shapes, is left out of the admitted copy. A learner whose model is refused has done
nothing wrong: the model may have a custom layer. It only can't be verified.

`is_small` counts the work from a model's description and weights, before anything is computed. If a clean room takes
too long over a model that is small by this count, that is our fault. So the count is never too low. It knows the layers
whose results are no larger than their inputs; a model with any other layer does not count as small.
"""

import io
import json
import math
import struct
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile

from grader.evidence import DTYPES, MAX_ARCHITECTURE, Blueprint
from grader.util.text import make_visible

COUNTED_LAYERS = frozenset(
    {"Activation", "AveragePooling2D", "BatchNormalization", "Conv2D", "Dense", "Dropout", "ELU", "Flatten"}
    | {"GlobalAveragePooling2D", "GlobalMaxPooling2D", "InputLayer", "LeakyReLU", "MaxPooling2D", "ReLU", "Rescaling"}
    | {"Softmax", "SpatialDropout2D"}
)
"""Layers that, at each place of a picture, multiply with their weights or look at a window."""
INPUTS = 4
"""The number of inputs that every model is asked about."""
SUMS_PER_S = 10**9
"""Multiplications and additions per second of a slow machine on one thread; other machines do ten times as many."""


def is_small(blueprint: Blueprint, seconds: float) -> bool:
    """Whether a slow machine answers for a model within this many seconds."""
    parts = list(_objects(json.loads(blueprint.architecture)))
    if blueprint.weights_file is not None or not all(map(_is_known, parts)):
        return False
    sums = _sums(blueprint, parts)
    return sums is not None and sums <= seconds * SUMS_PER_S


def _is_known(part: dict[str, Any]) -> bool:
    module = part.get("module") or ""
    return not module.startswith("keras.src.ops") and (module != "keras.layers" or part["class_name"] in COUNTED_LAYERS)


def _sums(blueprint: Blueprint, parts: list[dict[str, Any]]) -> int | None:
    """The most multiplications and additions that a model of `COUNTED_LAYERS` needs for everything that it is asked.

    None if a shape in its description is not a valid shape.
    """
    starts = [_axes(part, "batch_shape") for part in parts]
    pools = [_axes(part, "pool_size") for part in parts]
    if None in starts or None in pools:
        return None
    shapes = [shape for shape in starts if shape]
    places = max((math.prod(shape[1:-1]) for shape in shapes), default=1)
    widest = max([1, *(axis for shape in shapes for axis in shape[1:])])
    widest = max([widest, *(axis for array in blueprint.values for axis in array.shape)])
    windows = sum(widest * math.prod(pool or [1]) for pool in pools)
    calls = max((len(part.get("inbound_nodes") or [0]) for part in parts), default=1)
    weights = sum(math.prod(array.shape) for array in blueprint.values)
    asked = INPUTS + sum(array.shape[0] for array in blueprint.images.values() if array.shape)
    return int(asked * places * calls * (weights + windows))


def _axes(part: dict[str, Any], setting: str) -> list[int] | None:
    """The axes in a setting: an open axis as 1, a number as the side of a square; None if it is not a shape."""
    config = part.get("config")
    said = config.get(setting) if isinstance(config, dict) else None
    axes = [said, said] if isinstance(said, int) else said or []
    if not isinstance(axes, list) or not all(axis is None or type(axis) is int for axis in axes):
        return None
    return [abs(axis or 1) for axis in axes]


def _objects(node: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in an admitted description, however deep."""
    if isinstance(node, dict):
        if "class_name" in node:
            yield node
        yield from (found for value in node.values() for found in _objects(value))
    elif isinstance(node, list):
        yield from (found for value in node for found in _objects(value))


CONFIG, WEIGHTS, METADATA = "config.json", "model.weights.h5", "metadata.json"
PACKED = frozenset([ZIP_STORED, ZIP_DEFLATED])
"""How members may be packed. Some of the other ways take as much memory as they claim to need."""
MAX_SPREAD = 20
"""The greatest ratio of unpacked to packed size in a file; weights hardly compress at all."""
MAX_DEPTH = 100
MAX_MODELS = 10
"""The deepest nesting of models."""
MAX_LAYERS = 1_000
MAX_TEXT = 1_000
MAX_INTEGER = 2**24
MAX_SEED = 2**64
MAX_AXES = 32
MAX_ELEMENTS = 2**31
"""The most elements of one shape."""
MAX_WEIGHTS = 2**27
"""The most weights between the widest layer and the next widest."""
MAX_CONSTANTS = 4_096
"""The most numbers of an array inside a description."""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


KERAS_LAYERS = _names(
    """
    Activation ActivityRegularization AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D
    AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D Add AdditiveAttention AlphaDropout Attention AugMix
    AutoContrast Average AveragePooling1D AveragePooling2D AveragePooling3D BatchNormalization Bidirectional
    CategoryEncoding CenterCrop Concatenate ContrastLimitedAdaptiveHistogramEqualization Conv1D Conv1DTranspose Conv2D
    Conv2DTranspose Conv3D Conv3DTranspose ConvLSTM1D ConvLSTM2D ConvLSTM3D Cropping1D Cropping2D Cropping3D CutMix
    Dense DepthwiseConv1D DepthwiseConv2D Discretization Dot Dropout ELU EinsumDense Embedding Equalization Flatten GRU
    GRUCell GaussianDropout GaussianNoise GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D
    GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D GroupNormalization GroupQueryAttention HashedCrossing
    Hashing Identity InputLayer IntegerLookup LSTM LSTMCell LayerNormalization LeakyReLU Masking MaxPooling1D
    MaxPooling2D MaxPooling3D Maximum MelSpectrogram Minimum MixUp MultiHeadAttention Multiply Normalization PReLU
    Permute Pipeline RMSNormalization RNN RandAugment RandomBrightness RandomColorDegeneration RandomColorJitter
    RandomContrast RandomCrop RandomElasticTransform RandomErasing RandomFlip RandomGaussianBlur RandomGrayscale
    RandomHue RandomInvert RandomPerspective RandomPosterization RandomRotation RandomSaturation RandomSharpness
    RandomShear RandomTranslation RandomZoom ReLU RepeatVector Rescaling Reshape Resizing ReversibleEmbedding
    STFTSpectrogram SeparableConv1D SeparableConv2D SimpleRNN SimpleRNNCell Softmax Solarization SpatialDropout1D
    SpatialDropout2D SpatialDropout3D SpectralNormalization StackedRNNCells StringLookup Subtract TextVectorization
    TimeDistributed UnitNormalization UpSampling1D UpSampling2D UpSampling3D ZeroPadding1D ZeroPadding2D ZeroPadding3D
    """
)
"""All layers of Keras except those with code or files: Lambda, TFSMLayer, TorchModuleWrapper, JaxLayer, …"""

NUMPY = _names(
    """
    Abs Absolute Add All Amax Amin Any Append Arccos Arccosh Arcsin Arcsinh Arctan Arctan2 Arctanh Argmax Argmin Argsort
    Average BroadcastTo Cbrt Ceil Clip Concatenate Copy Cos Cosh CountNonzero Cross Cumprod Cumsum Diagonal Diff
    Divide DivideNoNan Dot Einsum Equal Exp Exp2 ExpandDims Expm1 Flip Floor FloorDivide FullLike GetItem Greater
    GreaterEqual Hstack Hypot Isfinite Isinf Isnan Less LessEqual Log Log10 Log1p Log2 Logaddexp LogicalAnd LogicalNot
    LogicalOr LogicalXor Matmul Max Maximum Mean Median Min Minimum Mod Moveaxis Multiply NanToNum Negative NotEqual
    OnesLike Outer Pad Power Prod Quantile Ravel Reciprocal Repeat Reshape Roll Rot90 Round Sign Sin Sinh Sort Split
    Sqrt Square Squeeze Stack Std Subtract Sum Swapaxes Take TakeAlongAxis Tan Tanh Tensordot Tile Trace Transpose Tril
    Triu TrueDivide Trunc Var Vdot Vstack Where ZerosLike
    """
)
NN = _names(
    """
    AveragePool BatchNorm Celu Conv ConvTranspose DepthToSpace DepthwiseConv DotProductAttention Elu Gelu Glu HardShrink
    HardSigmoid HardSilu HardTanh LayerNorm LeakyRelu LogSigmoid LogSoftmax MaxPool Moments MultiHot Normalize OneHot
    RMSNorm Relu Relu6 Selu SeparableConv Sigmoid Silu SoftShrink Softmax Softplus Softsign SpaceToDepth SparsePlus
    SparseSigmoid Sparsemax Squareplus TanhShrink Threshold
    """
)
ALLOWED_CLASSES: Final[Mapping[str, frozenset[str]]] = {
    "keras": frozenset(["Sequential", "DTypePolicy", "FloatDTypePolicy"]),
    "keras.src.models.functional": frozenset(["Functional"]),
    "keras.layers": KERAS_LAYERS,
    "keras.src.ops.numpy": NUMPY,
    "keras.src.ops.nn": NN,
    "keras.src.ops.math": frozenset(["Erf", "Logsumexp", "Rsqrt", "TopK"]),
    "keras.src.ops.core": frozenset(["Cast", "SaturateCast", "Slice", "StopGradient", "Unstack"]),
    "keras.src.ops.image": frozenset(["CropImages", "PadImages", "RGBToGrayscale", "Resize"]),
    "keras.src.ops.linalg": frozenset(["Norm"]),
    "keras.initializers": _names(
        """
        Constant GlorotNormal GlorotUniform HeNormal HeUniform Identity LecunNormal LecunUniform Ones Orthogonal
        RandomNormal RandomUniform STFT TruncatedNormal VarianceScaling Zeros
        """
    ),
    "keras.regularizers": frozenset(["L1", "L2", "L1L2", "OrthogonalRegularizer"]),
    "keras.constraints": frozenset(["MaxNorm", "MinMaxNorm", "NonNeg", "UnitNorm"]),
    "keras.dtype_policies": frozenset(["DTypePolicyMap"]),
    "keras.random": frozenset(["SeedGenerator"]),
}
"""Maps each module to the classes in it that may be named."""

MODELS = frozenset(["Sequential", "Functional"])
ACTIVATIONS = _names(
    """
    celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh leaky_relu linear log_sigmoid
    log_softmax mish relu relu6 selu sigmoid silu soft_shrink softmax softplus softsign sparse_plus sparse_sigmoid
    sparsemax squareplus swish tanh tanh_shrink threshold
    """
)
TENSORFLOW_NAMES = {"softmax_v2": "softmax", "log_softmax_v2": "log_softmax"}
"""Maps TensorFlow's names of functions to Keras' names, if they differ."""

FIELDS = ("module", "class_name", "registered_name", "config", "name", "inbound_nodes")
"""The fields of an object that are kept."""
DROPPED_FIELDS = ("build_config", "compile_config", "shared_object_id")
"""Fields for training, fields that Keras derives from the input's shape, and fields for parts that share objects."""

SHAPES = frozenset(["batch_shape", "build_input_shape", "kernel_size", "newshape", "shape", "target_shape"])
WIDTHS = frozenset(["filters", "input_dim", "key_dim", "max_tokens", "num_heads", "output_dim", "units", "value_dim"])
SEEDS = frozenset(["salt", "seed"])
FILES = frozenset(["file", "filepath", "vocabulary"])
"""Settings that name a file if they are a string."""


class ModelRefused(Exception):  # noqa: N818 - describes what happened to a model, not an error of ours
    """This model can't be rebuilt; the message says why, worded so that it can follow a colon."""


def admit(text: str) -> str:
    """Return a copy of a model's description in which every part is known to be harmless. Raises `ModelRefused`."""
    if len(text) > MAX_ARCHITECTURE:
        raise ModelRefused("its description is longer than a megabyte")
    try:
        described = json.loads(text)
    except (ValueError, RecursionError):
        raise ModelRefused("its description is no JSON") from None
    walk = _Walk()
    copy = walk.model(described)
    if math.prod(walk.widths) > MAX_WEIGHTS:
        raise ModelRefused("its layers are too large")
    return json.dumps(copy)


class _Walk:
    """One pass over a description, with its counts."""

    def __init__(self) -> None:
        self.layers = 0
        self.models = 0
        """The current depth of nested models."""
        self.widths = [1, 1]
        """The two largest widths."""

    def model(self, described: object) -> object:
        """The copy of a whole description."""
        if not isinstance(described, dict) or not _is_any(described.get("class_name"), MODELS):
            raise ModelRefused("its class is not Keras' own")
        return self._named(described, 0)

    def _value(self, node: Any, key: str, depth: int) -> object:
        """The copy of the value of a key."""
        if depth > MAX_DEPTH:
            raise ModelRefused("its description is nested too deeply")
        match node:
            case dict() if key.endswith("activation") and "class_name" not in node:
                raise ModelRefused("its activation is a function of your own, that does what none of Keras' does")
            case dict() if "class_name" in node:
                return self._named(node, depth)
            case dict():
                return {_text(name, ""): self._value(value, name, depth + 1) for name, value in node.items()}
            case list():
                return self._list(node, key, depth)
            case str():
                return _text(node, key)
            case int() if not isinstance(node, bool):
                return self._integer(node, key)
        return node

    def _list(self, node: list[Any], key: str, depth: int) -> list[object]:
        sizes = [size for size in node if isinstance(size, int)]
        if key in SHAPES and math.prod(abs(size) or 1 for size in sizes[:MAX_AXES]) > MAX_ELEMENTS:
            raise ModelRefused("its layers are too large")
        return [self._value(element, "", depth + 1) for element in node]

    def _integer(self, number: int, key: str) -> int:
        if abs(number) > (MAX_SEED if key in SEEDS else MAX_INTEGER):
            raise ModelRefused("a number in its description is too large")
        if key in WIDTHS:
            self.widths = sorted([*self.widths, number])[1:]
        return number

    def _named(self, node: dict[str, Any], depth: int) -> object:
        """The copy of an object that names its class."""
        if node["class_name"] in ("__keras_tensor__", "__slice__", "__ellipsis__"):
            return self._plain(node, depth)
        if node["class_name"] in ("__numpy__", "__tensor__"):
            copy = self._plain(node, depth)
            _require_small(node["config"])
            return copy
        if node["class_name"] == "function":
            return _activation(node)
        return self._object(node, depth)

    def _plain(self, node: dict[str, Any], depth: int) -> dict[str, object]:
        """The copy of an object of a class that Keras knows by its name only, and that contains nothing but values."""
        if {*node} != {"class_name", "config"} or not isinstance(node["config"], dict):
            raise ModelRefused(f"a `{node['class_name']}` is not described as Keras does it")
        return {"class_name": node["class_name"], "config": self._value(node["config"], "", depth + 1)}

    def _object(self, node: dict[str, Any], depth: int) -> dict[str, object]:
        module, name = node.get("module"), node["class_name"]
        if not isinstance(module, str) or not _is_any(name, ALLOWED_CLASSES.get(module, frozenset())):
            raise ModelRefused(f"`{_short(name)}` is no layer of Keras' own, or one that holds code")
        if not isinstance(node.get("config"), dict) or {*node} - {*FIELDS, *DROPPED_FIELDS}:
            raise ModelRefused(f"a `{name}` is not described as Keras does it")
        if node.get("registered_name") not in (None, "", name):
            raise ModelRefused(f"`{_short(node['registered_name'])}` is registered by somebody else than Keras")
        self._count(module)
        fields = {key: node[key] for key in FIELDS if key in node}
        if name not in MODELS:
            return {key: self._value(value, key, depth + 1) for key, value in fields.items()}
        return self._model(fields, depth)

    def _model(self, fields: dict[str, Any], depth: int) -> dict[str, object]:
        self.models += 1
        if self.models > MAX_MODELS:
            raise ModelRefused("its models are nested too deeply")
        layers = fields["config"].get("layers")
        # Keras treats an object without a module as a description in an older format, which has different rules
        if not isinstance(layers, list) or not all(isinstance(layer, dict) and "module" in layer for layer in layers):
            raise ModelRefused("its layers are not described as Keras does it")
        copy = {key: self._value(value, key, depth + 1) for key, value in fields.items()}
        self.models -= 1
        return copy

    def _count(self, module: str) -> None:
        self.layers += module == "keras.layers" or module.startswith("keras.src.")
        if self.layers > MAX_LAYERS:
            raise ModelRefused(f"it has more than {MAX_LAYERS:,} layers")


def _is_any(name: object, names: frozenset[str]) -> bool:
    return isinstance(name, str) and name in names


def _text(text: str, key: str) -> str:
    """The text of a setting or, if there is no key, of a name or of an item in a list."""
    if len(text) > MAX_TEXT:
        raise ModelRefused("a text in its description is too long")
    if key in FILES or (key and ("/" in text or "\\" in text)):
        raise ModelRefused("its description names a file")
    if key.endswith("activation") and text not in ACTIVATIONS:
        raise ModelRefused(f"its activation `{_short(text)}` is not Keras' own")
    return text


def _activation(node: dict[str, Any]) -> str:
    """The name of a function, which must be an activation: Keras would call no other function by its name."""
    name = node.get("config")
    name = TENSORFLOW_NAMES.get(name, name) if isinstance(name, str) else name
    if node.get("module") not in ("builtins", "keras.activations") or not _is_any(name, ACTIVATIONS):
        raise ModelRefused(f"its function `{_short(name)}` is not Keras' own")
    return str(name)


def _require_small(config: dict[str, object]) -> None:
    """Raise `ModelRefused` unless an array in a description is small and numeric."""
    if not _is_any(config.get("dtype"), DTYPES | {"bfloat16"}):
        raise ModelRefused("its description holds what is no array of numbers")
    if json.dumps(config).count(",") > MAX_CONSTANTS:
        raise ModelRefused("its description holds a large array")


def _short(name: object) -> str:
    """The learner's own word, shortened for use in a message."""
    return make_visible(name[:60]) if isinstance(name, str) else "…"


def read_keras_file(data: bytes) -> tuple[str, bytes]:
    """The description and the weights in the bytes of a `.keras` file. Raises `ModelRefused`."""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            names = [one.filename for one in archive.infolist()]
            if sorted(names) != sorted([CONFIG, WEIGHTS, METADATA]):
                raise ModelRefused("it does not hold what a `.keras` file holds")
            if any(one.compress_type not in PACKED for one in archive.infolist()):
                raise ModelRefused("it is packed in another way than Keras does it")
            if sum(one.file_size for one in archive.infolist()) > MAX_SPREAD * len(data):
                raise ModelRefused("what is packed in it is far too large")
            config = _member(archive, CONFIG, MAX_ARCHITECTURE)
            return config.decode(), _member(archive, WEIGHTS, MAX_SPREAD * len(data))
    except UnicodeDecodeError as error:
        raise ModelRefused("its description is no text") from error
    except (
        *(BadZipFile, LargeZipFile, zlib.error, struct.error),
        *(NotImplementedError, RuntimeError, EOFError, OSError, ValueError),
    ) as error:
        raise ModelRefused("it is no `.keras` file, or a damaged one") from error


def _member(archive: ZipFile, name: str, most: int) -> bytes:
    """The bytes of a member, even if the directory claims a wrong size. Raises `ModelRefused`."""
    with archive.open(name) as member:
        content = member.read(most + 1)
    if len(content) > most:
        raise ModelRefused("what is packed in it is far too large")
    return content
