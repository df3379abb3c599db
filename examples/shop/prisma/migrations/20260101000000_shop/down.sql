DROP TABLE voucher_redemptions, payments, order_lines, orders, cart_lines, carts, vouchers, stock_movements, products;
