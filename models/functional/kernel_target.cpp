// SPDX-License-Identifier: Apache-2.0
#include "models/functional/machine.h"

namespace vta::functional {

const char* kernel_target_name(Kernels) { return "scalar"; }

}  // namespace vta::functional
