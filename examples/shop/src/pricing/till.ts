import type { Cart } from "../cart/cart.js";
import type { Catalogue } from "../catalogue/catalogue.js";
import type { Clock } from "../clock.js";
import { quote, type PricingSettings, type Quote } from "./quote.js";
import type { VoucherBook } from "./voucher-book.js";

/** Works out what a cart costs now, from today's catalogue and the voucher in the cart. */
export class Till {
  readonly #catalogue: Catalogue;
  readonly #vouchers: VoucherBook;
  readonly #settings: PricingSettings;
  readonly #clock: Clock;

  constructor(catalogue: Catalogue, vouchers: VoucherBook, settings: PricingSettings, clock: Clock) {
    this.#catalogue = catalogue;
    this.#vouchers = vouchers;
    this.#settings = settings;
    this.#clock = clock;
  }

  /** The price of the cart with every part that it is made of. */
  price(cart: Cart): Quote {
    const lines = cart.lines.map(({ sku, quantity }) => {
      const { name, category, taxClass, price } = this.#catalogue.get(sku);
      return { sku, name, category, taxClass, unitPrice: price, quantity };
    });
    const voucher = cart.voucherCode === null ? null : this.#vouchers.find(cart.voucherCode);
    return quote(lines, voucher, this.#settings, this.#clock());
  }
}
