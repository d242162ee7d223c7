// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cctype>
#include <cstdint>

#include "workloads/image_formats.h"

namespace vta::workloads {

namespace {

/// Numbers of a PNM file, with comments from # to the end of a line.
class Numbers {
  public:
    Numbers(const FileBytes& bytes, const std::string& name) : bytes_(bytes), name_(name) {}

    std::uint32_t next(const char* what) {
        skip_space();
        if (at_ >= bytes_.size() || std::isdigit(bytes_[at_]) == 0)
            fail_image(name_, fmt::format("damaged PPM or PGM: no number for the {}", what));
        std::uint64_t value = 0;
        while (at_ < bytes_.size() && std::isdigit(bytes_[at_]) != 0) {
            value = value * 10 + (bytes_[at_++] - '0');
            if (value > 0xffffffffu)
                fail_image(name_, fmt::format("damaged PPM or PGM: the {} is too large", what));
        }
        return static_cast<std::uint32_t>(value);
    }
    /// Where samples begin: one white space behind the last number.
    std::size_t data() const { return at_ + 1; }

  private:
    void skip_space() {
        while (at_ < bytes_.size() && (std::isspace(bytes_[at_]) != 0 || bytes_[at_] == '#')) {
            if (bytes_[at_] == '#')
                while (at_ < bytes_.size() && bytes_[at_] != '\n') ++at_;
            else
                ++at_;
        }
    }

    const FileBytes& bytes_;
    const std::string& name_;
    std::size_t at_ = 2;  // behind "P5"
};

std::uint8_t to_byte(std::uint32_t sample, std::uint32_t largest) {
    if (sample > largest) sample = largest;
    return static_cast<std::uint8_t>((std::uint64_t{sample} * 255 + largest / 2) / largest);
}

}  // namespace

Image decode_pnm(const FileBytes& bytes, const std::string& name) {
    const bool text = bytes[1] == '2' || bytes[1] == '3';
    Numbers numbers(bytes, name);
    const std::uint32_t width = numbers.next("width");
    const std::uint32_t height = numbers.next("height");
    const std::uint32_t largest = numbers.next("largest value");
    check_image_size(name, width, height);
    if (largest == 0 || largest > 65535)
        fail_image(name, fmt::format("damaged PPM or PGM: largest value {}", largest));
    const std::uint32_t channels = bytes[1] == '2' || bytes[1] == '5' ? 1 : 3;
    const std::size_t sample_bytes = largest > 255 ? 2 : 1;
    const std::size_t samples = std::size_t{width} * height * channels;
    const std::size_t begin = numbers.data();
    // A sample as text is at least a digit and a space.
    const std::size_t needed = text ? samples * 2 - 1 : samples * sample_bytes;
    if (begin > bytes.size() || bytes.size() - begin < needed)
        fail_image(name, "damaged PPM or PGM: the file ends before the last pixel");
    Image image(width, height, channels);
    for (std::size_t i = 0; i < samples; ++i) {
        std::uint32_t sample = 0;
        if (text) {
            sample = numbers.next("sample");
        } else if (sample_bytes == 1) {
            sample = bytes[begin + i];
        } else {
            sample = (std::uint32_t{bytes[begin + 2 * i]} << 8) | bytes[begin + 2 * i + 1];
        }
        image.pixels[i] = to_byte(sample, largest);
    }
    return image;
}

}  // namespace vta::workloads
