// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

namespace vta {

/// Exit codes of the `vta` command; every error carries the one it ends the process with.
enum class ExitCode : int {
    kOk = 0,
    kCheckFailed = 1,  ///< a comparison found a difference
    kUsage = 2,        ///< bad command line or bad input
    kDeadlock = 3,     ///< the program can never finish
    kLimit = 4,        ///< a cycle or wall-clock limit ended the run
    kInternal = 5,     ///< a defect of this software
};

/// Root of all errors thrown on purpose. what() is one message for a person: where, found, wanted.
class Error : public std::runtime_error {
  public:
    Error(ExitCode exit_code, const std::string& message)
        : std::runtime_error(message), exit_code_(exit_code) {}
    ExitCode exit_code() const { return exit_code_; }

  private:
    ExitCode exit_code_;
};

/// A mistake in what the user gave us.
class UserError : public Error {
  public:
    explicit UserError(const std::string& message) : Error(ExitCode::kUsage, message) {}
};

/// A configuration or JSON input that breaks a rule. `where` is a file name with a line or a JSON
/// pointer ("de10nano.json: /block_in"); the message reads "<where>: got <got>, want <want>".
class ConfigError : public UserError {
  public:
    ConfigError(const std::string& where, const std::string& got, const std::string& want)
        : UserError(where + ": got " + got + ", want " + want) {}
    explicit ConfigError(const std::string& message) : UserError(message) {}
};

/// A program (image, assembler text, instruction stream) that breaks a rule.
class ProgramError : public UserError {
  public:
    explicit ProgramError(const std::string& message) : UserError(message) {}
    /// `index` is the instruction's position in the program, `disassembly` its text.
    ProgramError(std::uint64_t index, const std::string& disassembly, const std::string& message)
        : UserError("instruction " + std::to_string(index) + " (" + disassembly + "): " + message) {
    }
};

/// A trained model that breaks a rule or needs something that is not supported. The message reads
/// "<file>: node <node> (<operator>): attribute <attribute>: <problem>; supported: <supported>";
/// parts that are empty are left out.
class ModelError : public UserError {
  public:
    struct Place {
        std::string file;
        std::string node;
        std::string op;
        std::string attribute;
    };
    ModelError(const Place& place, const std::string& problem, const std::string& supported = "");
};

/// A file that cannot be read or written.
class IoError : public UserError {
  public:
    IoError(const std::string& path, const std::string& message)
        : UserError(path + ": " + message) {}
};

/// The program waits for something that can never come; the message names who waits for what.
class DeadlockError : public Error {
  public:
    explicit DeadlockError(const std::string& message) : Error(ExitCode::kDeadlock, message) {}
};

/// A cycle or wall-clock limit ended the run before FINISH.
class LimitError : public Error {
  public:
    explicit LimitError(const std::string& message) : Error(ExitCode::kLimit, message) {}
};

/// A defect of this software, found by VTA_CHECK.
class InternalError : public Error {
  public:
    explicit InternalError(const std::string& message) : Error(ExitCode::kInternal, message) {}
};

/// Throws InternalError naming the place and the broken condition.
[[noreturn]] void throw_check_failed(const char* file,
                                     int line,
                                     const char* condition,
                                     const std::string& message);

}  // namespace vta

/// Always on: an invariant of our own code. `message` is evaluated only when the check fails.
#define VTA_CHECK(condition, message) \
    ((condition) ? void(0) : ::vta::throw_check_failed(__FILE__, __LINE__, #condition, message))

#ifdef NDEBUG
#define VTA_DCHECK(condition, message) (void(sizeof((condition) ? 1 : 0)))
#else
#define VTA_DCHECK(condition, message) VTA_CHECK(condition, message)
#endif
