// SPDX-License-Identifier: Apache-2.0
// Targets that read trained models.
#include "base/error.h"
#include "tests/fuzz/model_try.h"
#include "tests/fuzz/target.h"

namespace vta::fuzz {

namespace {

class ModelTarget : public Target {
  public:
    ModelTarget(bool tflite, std::vector<Bytes> corpus)
        : tflite_(tflite), corpus_(std::move(corpus)) {}

    bool available() const override { return !corpus_.empty(); }

    void run(cosim::RandomSource& random) override {
        const Bytes& original = random.pick(corpus_);
        try_model(mutated(original, random), tflite_);
    }

  private:
    Bytes mutated(const Bytes& original, cosim::RandomSource& random) const {
        if (random.chance(30)) return mutate_bytes(original, random);
        return tflite_ ? mutate_tflite(original, random) : mutate_onnx(original, random);
    }

    bool tflite_;
    std::vector<Bytes> corpus_;
};

}  // namespace

std::unique_ptr<Target> make_onnx_target() {
    return std::make_unique<ModelTarget>(false, onnx_corpus());
}

std::unique_ptr<Target> make_tflite_target() {
    return std::make_unique<ModelTarget>(true, tflite_corpus());
}

}  // namespace vta::fuzz
