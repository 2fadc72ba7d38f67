#!/usr/bin/env python3
"""catapult_ctypes.py - the library from Python: preset fig3's networks, step by step, and what is measured of them.

    python3 catapult_ctypes.py [STEPS]      (LD_LIBRARY_PATH=FOLDER where libcatapult.so.0 is in no usual one)
"""
import ctypes
import sys
from ctypes import byref, c_char, c_char_p, c_double, c_int, c_long, c_void_p

lib = ctypes.CDLL("libcatapult.so.0")


class Error(ctypes.Structure):
    _fields_ = [("code", c_int), ("text", c_char * 600)]


def function(name, result, *arguments):
    found = getattr(lib, "catapult_" + name)
    found.restype, found.argtypes = result, arguments
    return found


settings_new = function("settings_new", c_void_p)
settings_set = function("settings_set", c_int, c_void_p, c_char_p, c_char_p, c_void_p)
settings_free = function("settings_free", None, c_void_p)
dataset_gaussian = function("dataset_gaussian", c_int, c_void_p, c_void_p, c_void_p)
dataset_free = function("dataset_free", None, c_void_p)
experiment_new = function("experiment_new", c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)
experiment_free = function("experiment_free", None, c_void_p)
experiment_models = function("experiment_models", c_int, c_void_p)
experiment_kind = function("experiment_kind", c_int, c_void_p, c_int)
settings_eta_at = function("settings_eta_at", c_double, c_void_p, c_long, c_double, c_double)
experiment_lambda_1 = function("experiment_lambda_1", c_double, c_void_p)
experiment_step = function("experiment_step", None, c_void_p, c_double)
experiment_measure = function("experiment_measure", c_void_p, c_void_p, c_int)
measure_value = function("measure_value", ctypes.c_bool, c_void_p, c_char_p, c_void_p)
model_name = function("model_name", c_char_p, c_int)

PRESET = {"model": "quadratic", "compare": "network,linear", "eta": "1.2crit", "loss": "mean", "seed": "1",
          "data.n": "128", "data.d": "1", "data.test": "512", "data.shift": "2",
          "network.widths": "5000", "spectrum.top": "3"}


def value(experiment, model, name):
    number = c_double()
    if not measure_value(experiment_measure(experiment, model), name.encode(), byref(number)):
        raise KeyError(name)
    return number.value


err, settings, data, experiment = Error(), settings_new(), c_void_p(), c_void_p()


def done(status):
    if status != 0:
        sys.exit("catapult_ctypes: " + err.text.decode())


for key, text in PRESET.items():
    done(settings_set(settings, key.encode(), text.encode(), byref(err)))
done(dataset_gaussian(settings, byref(data), byref(err)))
done(experiment_new(byref(experiment), settings, data, None, byref(err)))
print("model,step,train_loss,lambda_1,distance")
lambda_1 = experiment_lambda_1(experiment)
for step in range(int(sys.argv[1]) + 1 if len(sys.argv) > 1 else 21):
    if step > 0:
        experiment_step(experiment, settings_eta_at(settings, step - 1, lambda_1, float("nan")))
    for model in range(experiment_models(experiment)):
        values = [value(experiment, model, name) for name in ("train_loss", "lambda_1", "distance")]
        print(model_name(experiment_kind(experiment, model)).decode(), step, *("%.17g" % v for v in values), sep=",")
experiment_free(experiment)
dataset_free(data)
settings_free(settings)
