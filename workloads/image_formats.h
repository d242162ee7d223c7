// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "workloads/image.h"

/// One reader a format; each is given a whole file. Throw UserError beginning with `name`.
namespace vta::workloads {

using FileBytes = std::vector<std::uint8_t>;

Image decode_png(const FileBytes& bytes, const std::string& name);
Image decode_jpeg(const FileBytes& bytes, const std::string& name);
Image decode_bmp(const FileBytes& bytes, const std::string& name);
Image decode_pnm(const FileBytes& bytes, const std::string& name);

[[noreturn]] void fail_image(const std::string& name, const std::string& problem);
/// Throws unless the size is 1x1 to kMaxPixels.
void check_image_size(const std::string& name, std::uint64_t width, std::uint64_t height);

}  // namespace vta::workloads
