//! Integer digits and float text: arithmetic and conversions that know nothing of objects.
