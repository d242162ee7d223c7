// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"

namespace vta {

void throw_check_failed(const char* file,
                        int line,
                        const char* condition,
                        const std::string& message) {
    throw InternalError(std::string(file) + ":" + std::to_string(line) + ": internal check " +
                        condition + " failed: " + message);
}

}  // namespace vta
