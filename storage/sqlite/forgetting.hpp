#pragma once

#include "core/address.hpp"
#include "core/clock.hpp"
#include "storage/contacts.hpp"
#include "storage/sqlite/connection.hpp"

namespace mostik::storage::sqlite {

/// Removes what is stored of a person and of the conversation with him, as Contacts::forget() promises, but
/// for his row in `contacts`. A new table that holds anything of people belongs in here.
Forgotten forget_person(Connection& connection, const core::Address& person, core::Time now);

}  // namespace mostik::storage::sqlite
