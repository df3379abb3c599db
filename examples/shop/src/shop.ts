import { Carts } from "./cart/carts.js";
import { Catalogue } from "./catalogue/catalogue.js";
import type { Clock } from "./clock.js";
import type { Database } from "./database/database.js";
import { placeOrder } from "./orders/checkout.js";
import { Fulfilment } from "./orders/fulfilment.js";
import type { Order } from "./orders/order.js";
import { Orders } from "./orders/orders.js";
import { PaymentLedger } from "./payments/payment-ledger.js";
import type { PricingSettings } from "./pricing/quote.js";
import { Till } from "./pricing/till.js";
import { VoucherBook } from "./pricing/voucher-book.js";
import { Stock } from "./stock/stock.js";

/** What a shop is opened on. */
export interface ShopParts {
  readonly database: Database;
  readonly pricing: PricingSettings;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** Every part of the shop, wired together. */
export interface Shop {
  readonly catalogue: Catalogue;
  readonly stock: Stock;
  readonly carts: Carts;
  readonly vouchers: VoucherBook;
  readonly till: Till;
  readonly orders: Orders;
  readonly payments: PaymentLedger;
  readonly fulfilment: Fulfilment;
  readonly newId: () => string;
  /** See {@link placeOrder}. */
  readonly placeOrder: (cartId: string, email: string) => Order;
}

/** Opens the shop on a database whose schema is up to date. */
export function openShop({ database, pricing, clock, newId }: ShopParts): Shop {
  const catalogue = new Catalogue(database, clock);
  const stock = new Stock(database, clock);
  const carts = new Carts(database, clock);
  const vouchers = new VoucherBook(database);
  const till = new Till(catalogue, vouchers, pricing, clock);
  const orders = new Orders(database);
  const payments = new PaymentLedger(database, clock);
  const fulfilment = new Fulfilment({ database, orders, payments, stock, vouchers });
  const checkout = { database, carts, catalogue, till, stock, vouchers, orders, clock, newId };

  return {
    catalogue,
    stock,
    carts,
    vouchers,
    till,
    orders,
    payments,
    fulfilment,
    newId,
    placeOrder: (cartId, email) => placeOrder(checkout, cartId, email),
  };
}
